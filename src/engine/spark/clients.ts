import { join } from 'node:path';
import { type PythonProcess, startPython } from './python-process.ts';
import { type Client, openSession, type SparkSession } from './session.ts';
import { pythonEnv, type SparkEnvironment } from './spark-environment.ts';

/** The client processes of one server. */
export interface Clients {
  /** Starts a process that is to be connected later: it loads its libraries meanwhile. */
  prepare(): void;
  connect(remote: string): Promise<SparkSession>;
  close(): Promise<void>;
  kill(): void;
}

/** `serverEnded` says why the server ended, once it has: clients end with it. */
export function clientsIn(
  environment: SparkEnvironment,
  serverEnded: () => ReturnType<Client['whyEnded']> | undefined = () => undefined,
): Clients {
  const { home, folder, signal } = environment;
  const processes: PythonProcess[] = [];
  const prepared: Client[] = [];
  const start = (): Client => {
    const log = join(folder, `client-${processes.length + 1}.log`);
    const env = pythonEnv(environment);
    const process = startPython({ python: home.python, script: 'headrace_client.py', env, cwd: folder, log });
    processes.push(process);
    return { process, whyEnded: () => serverEnded() ?? { reason: process.lastWords(), log } };
  };
  return {
    prepare: () => void prepared.push(start()),
    connect: (remote) => openSession(prepared.shift() ?? start(), remote, signal),
    close: async () => void (await Promise.all(processes.map((process) => process.close()))),
    kill: () => {
      for (const process of processes) process.kill();
    },
  };
}
