import { randomBytes } from 'node:crypto';
import type { DurableEvent } from '../../durable/index.ts';
import { serveProtocol } from '../../durable/index.ts';
import type { Problem } from '../../kernel/index.ts';
import { type Access, announceServer, apiKey, publicUrl, startServer } from '../../server/index.ts';
import { listenForInterrupts } from '../interrupts.ts';
import { leaveSoon } from '../leave-soon.ts';
import { openLoadingProject } from '../open-loading.ts';
import { openWorkflows } from '../open-workflows.ts';
import { renderProblem } from '../report/report-problem.ts';
import { styleFor } from '../report/style.ts';
import type { ServeOptions } from './serve.ts';
import { oneLine } from './workflow/text.ts';

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '::1']);

/** Serves until Ctrl-C or termination. That is its end, not an interruption: what is under way goes on next time. */
export async function serve(options: ServeOptions): Promise<void> {
  const { root, project } = await openLoadingProject(options);
  const { env } = process;
  const interrupts = listenForInterrupts(false);
  const reachedAt = options.publicUrl === undefined ? undefined : publicUrl(options.publicUrl);
  const { durable, network } = await openWorkflows({
    ...{ root, project, env },
    holder: `headrace serve, process ${process.pid}`,
    onProblem: (problems) => problems.forEach(warn(options)),
  });
  const ends: (() => unknown)[] = [() => durable.close()];
  try {
    const access = accessFor(root, options, env);
    const server = await startServer({
      ...{ durable, access, host: options.host, port: options.port, publicUrl: reachedAt },
      job: options.job ?? env.JOB_ID,
      onFailure: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
    });
    ends.push(() => server.close());
    const protocol =
      network && options.protocolPort !== undefined
        ? await serveProtocol({ network, port: options.protocolPort })
        : undefined;
    if (protocol) ends.push(() => protocol.close());
    ends.push(announceServer(root, { url: server.url, keyed: access.kind === 'keyed' }));
    ends.push(durable.watch(tell(options)));
    announce(options, server.url, access, protocol?.url);
    if (!interrupts.signal.aborted) {
      await new Promise((resolve) => interrupts.signal.addEventListener('abort', resolve));
    }
  } finally {
    for (const end of ends.reverse()) await end();
    interrupts.dispose();
    leaveSoon();
  }
}

function accessFor(root: string, { host, publicUrl: url }: ServeOptions, env: NodeJS.ProcessEnv): Access {
  if (loopback.has(host) && url === undefined) return { kind: 'loopback' };
  const { key, from } = apiKey(root, env, () => randomBytes(32).toString('base64url'));
  return { kind: 'keyed', apiKey: key, keyFile: from };
}

function announce(options: ServeOptions, url: string, access: Access, protocol: string | undefined): void {
  if (options.json) {
    const said = {
      type: 'serving',
      url,
      keyed: access.kind === 'keyed',
      ...(protocol && { protocol_url: protocol }),
    };
    process.stdout.write(`${JSON.stringify(said)}\n`);
    return;
  }
  const { bold, dim } = styleFor(process.stdout);
  const who =
    access.kind === 'keyed' ? `with the key of ${access.keyFile}` : 'for this machine, without a key';
  process.stdout.write(`Serving at ${bold(url)}, ${who}. Ctrl-C ends it.\n`);
  if (protocol) process.stdout.write(`${dim(`The Resonate protocol: ${protocol}`)}\n`);
}

function tell({ json, quiet }: ServeOptions): (event: DurableEvent) => void {
  const style = styleFor(process.stdout);
  return (event) => {
    if (json) process.stdout.write(`${JSON.stringify({ ...event, at: new Date(event.at).toISOString() })}\n`);
    else if (!quiet)
      process.stdout.write(`${style.dim(new Date(event.at).toISOString())}  ${oneLine(words(event))}\n`);
  };
}

function words(event: DurableEvent): string {
  switch (event.type) {
    case 'workflow_started':
      return `${event.id} started (${event.workflow})`;
    case 'workflow_ended':
      return `${event.id} ${event.state.replace('_', ' ')}${event.failure ? `: ${event.failure.message}` : ''}`;
    case 'step_ended':
      return `${event.root}: ${event.name ?? event.id} ${event.state.replace('_', ' ')}${event.failure ? `: ${event.failure.message}` : ''}`;
    case 'note':
      return `${event.root}: ${event.kind.replace('_', ' ')}: ${event.text}`;
  }
}

function warn({ json }: ServeOptions): (problem: Problem) => void {
  return (problem) => {
    if (json) process.stdout.write(`${JSON.stringify({ type: 'problem', ...problem })}\n`);
    else process.stderr.write(`${renderProblem(problem, styleFor(process.stderr))}\n`);
  };
}
