import type {
  PromiseCreateReq,
  PromiseGetReq,
  PromiseRecord,
  PromiseRegisterCallbackReq,
  PromiseRegisterListenerReq,
  PromiseSettleReq,
} from '@resonatehq/sdk';
import { offer, target } from './offer.ts';
import { ok, type Reply, refused } from './reply.ts';
import { settle, timedOut } from './settlement.ts';
import type { Call } from './store.ts';

type Data<R extends { readonly data: unknown }> = R['data'];

export function getPromise({ store }: Call, { id }: Data<PromiseGetReq>): Reply {
  const promise = store.promise(id);
  return promise ? ok({ promise }) : refused(404, 'Promise not found');
}

/** Creating a promise twice is creating it once: the answer is the promise as it stands. */
export function createPromise(call: Call, data: Data<PromiseCreateReq>): Reply {
  const { store, now } = call;
  const existing = store.promise(data.id);
  if (existing) return ok({ promise: existing });
  const promise = newPromise(call, data);
  if (target(promise) === undefined) return ok({ promise });
  const task = { id: promise.id, version: 0, releases: 0 };
  if (promise.state === 'pending') {
    const delay = Number(promise.tags['resonate:delay']);
    offer(store, now, { ...task, state: 'pending' }, promise, Number.isFinite(delay) ? delay : now);
  } else {
    store.putTask({ ...task, state: 'fulfilled' });
  }
  return ok({ promise });
}

/** Adds a promise: a pending one, or a settled one when its time is over before it begins. */
export function newPromise({ store, now }: Call, data: Data<PromiseCreateReq>): PromiseRecord {
  const { id, tags, timeoutAt } = data;
  const pending: PromiseRecord = {
    id,
    state: 'pending',
    param: data.param ?? {},
    value: {},
    tags,
    createdAt: now,
    timeoutAt,
  };
  const promise = now < timeoutAt ? pending : { ...pending, ...timedOut(pending), createdAt: timeoutAt };
  store.addPromise(promise);
  return promise;
}

/** The first settlement counts; later ones are answered with it. */
export function settlePromise({ store, now }: Call, { id, state, value }: Data<PromiseSettleReq>): Reply {
  const promise = store.promise(id);
  if (!promise) return refused(404, 'Promise not found');
  if (promise.state !== 'pending') return ok({ promise });
  return ok({ promise: settle(store, now, promise, { state, value: value ?? {}, settledAt: now }) });
}

export function registerCallback({ store }: Call, data: Data<PromiseRegisterCallbackReq>): Reply {
  const awaited = store.promise(data.awaited);
  if (!awaited) return refused(404, 'Awaited promise not found');
  const awaiter = store.promise(data.awaiter);
  if (!awaiter) return refused(422, 'Awaiter promise not found');
  if (!target(awaiter)) return refused(422, 'Awaiter has no address');
  if (awaited.state === 'pending' && awaiter.state === 'pending') store.addCallback(awaited.id, awaiter.id);
  return ok({ promise: awaited });
}

export function registerListener({ store }: Call, data: Data<PromiseRegisterListenerReq>): Reply {
  const promise = store.promise(data.awaited);
  if (!promise) return refused(404, 'Promise not found');
  if (!isExternal(promise)) return refused(422, 'Awaited promise is not awaitable');
  if (promise.state === 'pending') store.addListener(promise.id, data.address);
  return ok({ promise });
}

/** Whether others than its own workflow may know of the promise. */
function isExternal({ tags }: PromiseRecord): boolean {
  return (
    tags['resonate:scope'] === 'global' ||
    tags['resonate:external'] === 'true' ||
    tags['resonate:target'] !== undefined ||
    tags['resonate:timer'] === 'true'
  );
}
