import type { Message } from '@resonatehq/sdk';

/** A message on its way; `seq` is its row in the store. */
export interface Envelope {
  readonly seq: number;
  readonly address: string;
  readonly message: Message;
}

/** A worker that can be given messages. */
export interface Receiver {
  readonly group: string;
  readonly pid: string;
  /** @returns whether the message was handed over. */
  deliver(message: Message): boolean;
}

/** `poll://uni@group/pid` is one process, `poll://any@group/pid` any of the group, that one first. */
const address = /^poll:\/\/(?<cast>uni|any)@(?<group>[^/]+)(?:\/(?<pid>.*))?$/;

/** Who is there to be given messages, and to whom of them a message goes. */
export class Receivers {
  readonly #groups = new Map<string, Set<Receiver>>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  add(receiver: Receiver): void {
    const group = this.#groups.get(receiver.group);
    if (group) group.add(receiver);
    else this.#groups.set(receiver.group, new Set([receiver]));
  }

  remove(receiver: Receiver): void {
    const group = this.#groups.get(receiver.group);
    group?.delete(receiver);
    if (group?.size === 0) this.#groups.delete(receiver.group);
  }

  /** @returns whether somebody was there to take the message. */
  deliver({ address: to, message }: Envelope): boolean {
    const { cast, group = '', pid } = address.exec(to)?.groups ?? {};
    const members = [...(this.#groups.get(group) ?? [])];
    const named = members.findLast((member) => member.pid === pid);
    if (named?.deliver(message)) return true;
    if (cast !== 'any') return false;
    const first = Math.floor(this.#random() * members.length);
    return [...members.slice(first), ...members.slice(0, first)].some((member) => member.deliver(message));
  }
}
