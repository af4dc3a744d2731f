import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import { messageId } from './message-id.ts';
import type { EmailChannel, Notice } from './notice.ts';
import { sendNotice } from './send-notice.ts';

const notice: Notice = { id: 'run-7/send', subject: 'Fertig: été ✓', text: 'All is loaded.\n.\nBye' };
const endings: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0)) await end();
});

interface Mail {
  readonly to: readonly string[];
  readonly text: string;
}

/** A real SMTP server on loopback that refuses what it is told to. */
async function smtp({
  refuse,
}: {
  refuse?: { code: number; at: 'login' | 'recipient' | 'data'; only?: string };
} = {}) {
  const mails: Mail[] = [];
  const failure = (at: string) =>
    refuse?.at === at ? Object.assign(new Error('not here'), { responseCode: refuse.code }) : null;
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onAuth: (auth, _session, done) =>
      auth.password === 'right' ? done(failure('login'), { user: 'me' }) : done(new Error('wrong')),
    onRcptTo: ({ address }, _session, done) =>
      done(refuse?.only === undefined || refuse.only === address ? failure('recipient') : null),
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (piece: Buffer) => {
        text += piece.toString();
      });
      stream.on('end', () => {
        if (!failure('data')) mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text });
        done(failure('data'));
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo;
  const channel: EmailChannel = {
    ...{ kind: 'email', server: `smtp://127.0.0.1:${port}`, from: 'Headrace <jobs@example.org>' },
    to: ['a@example.org', 'b@example.org'],
  };
  return { channel, mails };
}

/** A webhook that answers with a status. */
async function webhook(status: number) {
  const taken: { headers: Record<string, unknown>; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (piece) => {
      body += piece;
    });
    request.on('end', () => {
      taken.push({ headers: request.headers, body });
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(() => new Promise((resolve) => server.close(() => resolve())));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/secret-path`;
  return { taken, channel: { kind: 'webhook', url, headers: { 'x-key': 'k' } } as const };
}

describe('a mail', () => {
  it('arrives whole, at each recipient, and is the same mail when it is sent again', async () => {
    const { channel, mails } = await smtp();
    await sendNotice(channel, notice);
    await sendNotice(channel, { ...notice, to: ['c@example.org'] });
    expect(mails.map(({ to }) => to)).toEqual([['a@example.org', 'b@example.org'], ['c@example.org']]);
    const ids = mails.map(({ text }) => /^Message-ID: (\S+)\r$/im.exec(text)?.[1]);
    const id = messageId(notice.id, channel.from);
    expect(ids).toEqual([id, id]);
    expect(id).toMatch(/^<[0-9a-f]{32}@example\.org>$/);
    expect(mails[0]?.text).toContain('All is loaded.\r\n.\r\nBye');
    expect(mails[0]?.text).toContain('=?UTF-8?');
  });

  it('logs in', async () => {
    const { channel, mails } = await smtp();
    await sendNotice({ ...channel, username: 'me', password: 'right' }, notice);
    expect(mails).toHaveLength(1);
    const wrong = sendNotice({ ...channel, username: 'me', password: 'not-it-7' }, notice);
    await expect(wrong).rejects.toMatchObject({
      name: 'HeadraceError',
      problems: [{ code: 'HR-NOTIFY-002' }],
    });
    await expect(wrong).rejects.not.toThrow(/not-it-7/);
  });

  it.each([
    [{ code: 451, at: 'data' }, 'HR-NOTIFY-001', 5],
    [{ code: 550, at: 'recipient' }, 'HR-NOTIFY-003', 1],
    [{ code: 554, at: 'data' }, 'HR-NOTIFY-003', 1],
  ] as const)('that is refused with %o is told apart', async (refuse, code, exitCode) => {
    const { channel } = await smtp({ refuse });
    await expect(sendNotice(channel, notice)).rejects.toMatchObject({ exitCode, problems: [{ code }] });
  });

  it.each([
    [550, 'HR-NOTIFY-003', 1, undefined],
    [451, 'HR-NOTIFY-001', 5, ['b@example.org']],
  ])('that one of two does not get, for %i, is not taken for sent', async (code, problem, exitCode, to) => {
    const { channel, mails } = await smtp({ refuse: { code, at: 'recipient', only: 'b@example.org' } });
    const sent = sendNotice(channel, notice);
    await expect(sent).rejects.toMatchObject({ exitCode, problems: [{ code: problem }] });
    await expect(sent).rejects.toThrow(/b@example\.org/);
    // Only the other is to be written to again.
    await expect(sent).rejects.toMatchObject(to ? { to } : {});
    expect(mails.map((mail) => mail.to)).toEqual([['a@example.org']]);
  });

  it('waits for a server that is not there, and needs somebody to go to', async () => {
    const { channel } = await smtp();
    const nobody = sendNotice({ ...channel, to: [] }, notice);
    await expect(nobody).rejects.toMatchObject({ problems: [{ code: 'HR-NOTIFY-004' }] });
    for (const end of endings.splice(0)) await end();
    const gone = sendNotice(channel, notice);
    await expect(gone).rejects.toMatchObject({ exitCode: 5, problems: [{ code: 'HR-NOTIFY-001' }] });
  });
});

describe('a webhook', () => {
  it('takes the notice as JSON', async () => {
    const { channel, taken } = await webhook(204);
    await sendNotice(channel, notice);
    expect(taken.map(({ body }) => JSON.parse(body))).toEqual([notice]);
    expect(taken[0]?.headers).toMatchObject({ 'idempotency-key': notice.id, 'x-key': 'k' });
  });

  it.each([
    [503, 'HR-NOTIFY-005', 5],
    [429, 'HR-NOTIFY-005', 5],
    [302, 'HR-NOTIFY-005', 5],
    [403, 'HR-NOTIFY-006', 1],
  ])('that answers %i is told apart, without its path', async (status, code, exitCode) => {
    const { channel } = await webhook(status);
    const sent = sendNotice(channel, notice);
    await expect(sent).rejects.toMatchObject({ exitCode, problems: [{ code }] });
    await expect(sent).rejects.not.toThrow(/secret-path/);
  });
});
