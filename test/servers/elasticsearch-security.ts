import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.ts';

const days = '36500';
const key = ['-keyalg', 'EC', '-groupname', 'secp256r1', '-validity', days];

/**
 * A certificate authority, and a certificate for 127.0.0.1 and localhost that it signed, in
 * `http.p12` of the folder. Answers the authority's certificate as PEM. By keytool, because that comes with
 * Java and is quicker than the tools of Elasticsearch.
 */
export async function makeCertificates(javaHome: string, folder: string, password: string): Promise<string> {
  const keytool = (...args: string[]): Promise<string> =>
    run(join(javaHome, 'bin', 'keytool'), [...args, '-storetype', 'PKCS12', '-storepass', password], {
      cwd: folder,
    });
  const authority = ['-keystore', 'ca.p12', '-alias', 'ca'];
  const server = ['-keystore', 'http.p12', '-alias', 'http'];
  await Promise.all([
    keytool('-genkeypair', ...authority, '-dname', 'CN=headrace test CA', '-ext', 'bc:c', ...key),
    keytool('-genkeypair', ...server, '-dname', 'CN=localhost', ...key),
  ]);
  await Promise.all([
    keytool('-exportcert', ...authority, '-rfc', '-file', 'ca.pem'),
    keytool('-certreq', ...server, '-file', 'http.csr'),
  ]);
  const names = ['-ext', 'san=ip:127.0.0.1,dns:localhost'];
  const request = ['-infile', 'http.csr', '-outfile', 'http.pem', '-validity', days];
  await keytool('-gencert', ...authority, ...names, '-rfc', ...request);
  // A reply is taken only by a store that trusts who signed it.
  await keytool('-importcert', '-keystore', 'http.p12', '-alias', 'ca', '-noprompt', '-file', 'ca.pem');
  await keytool('-importcert', ...server, '-noprompt', '-file', 'http.pem');
  return readFileSync(join(folder, 'ca.pem'), 'utf8');
}
