import { exitCode, HeadraceError } from '../kernel/index.ts';
import { tokenText } from './answers.ts';
import { brokenToken, incompleteClient } from './problems.ts';

/** Who we are to a workspace. `from` says where it was found, for messages: `DATABRICKS_TOKEN`. */
export type Credentials =
  /** A personal access token, or any other that is ready to be used. */
  | { readonly kind: 'token'; readonly token: string; readonly from: string }
  /** A service principal (OAuth M2M): tokens are fetched with its secret, kept, and renewed in time. */
  | {
      readonly kind: 'client';
      readonly clientId: string;
      readonly clientSecret: string;
      readonly from: string;
    }
  /** A person who has signed in with the official CLI (`databricks auth login`): it gives tokens. */
  | {
      readonly kind: 'cli';
      readonly profile: string | undefined;
      readonly executable: string;
      readonly from: string;
    };

/** Where a workspace is, and who we are to it. */
export interface ResolvedCredentials {
  /** `https://…`, without a path. */
  readonly host: string;
  readonly credentials: Credentials;
  /** The SQL warehouse to use, where one is named. */
  readonly warehouseId: string | undefined;
}

/**
 * Credentials from settings of these names; undefined where there are none.
 *
 * @throws HeadraceError (exit code 2) for half of a service principal, and for what cannot be a token.
 */
export function readCredentials(
  settings: Readonly<Partial<Record<string, string>>>,
  from: string,
): Credentials | undefined {
  const { token, client_id: clientId, client_secret: clientSecret } = settings;
  if (token) {
    const plain = tokenText.safeParse(token.trim());
    if (!plain.success) throw new HeadraceError(brokenToken({ from }), { exitCode: exitCode.usage });
    return { kind: 'token', token: plain.data, from };
  }
  if (clientId && clientSecret) {
    return { kind: 'client', clientId: clientId.trim(), clientSecret: clientSecret.trim(), from };
  }
  if (!clientId && !clientSecret) return undefined;
  const [has, lacks] = clientId ? ['client id', 'client secret'] : ['client secret', 'client id'];
  throw new HeadraceError(incompleteClient({ has, lacks, from }), { exitCode: exitCode.usage });
}
