import { SMTPServer } from 'smtp-server';

/** A mail that arrived. */
export interface Mail {
  readonly to: readonly string[];
  readonly id: string;
  readonly subject: string;
}

export interface MailServer {
  /** `smtp://127.0.0.1:<port>`. */
  readonly url: string;
  readonly mails: readonly Mail[];
  close(): Promise<void>;
}

/** A real SMTP server on loopback that keeps what it is sent, and takes its time to say so. */
export async function startMailServer(port = 0, delayMs = 0): Promise<MailServer> {
  const mails: Mail[] = [];
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (piece: Buffer) => {
        text += piece.toString();
      });
      stream.on('end', () => {
        const header = (name: string): string => new RegExp(`^${name}: (.*)\r$`, 'im').exec(text)?.[1] ?? '';
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, id: header('Message-ID'), subject: header('Subject') });
        setTimeout(done, delayMs);
      });
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.server.address();
  const bound = address !== null && typeof address === 'object' ? address.port : port;
  return {
    url: `smtp://127.0.0.1:${bound}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
