import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type ShopRequest, shopRequests } from './requests.ts';

export interface TrafficOptions {
  /** URL of the gateway. */
  gateway: string;
  /** Equal seeds make equal requests. */
  seed: number;
  /** How many to send; without it there is no end but the signal's. */
  requests?: number;
  /** How many may wait for their answer at once. Default 4. */
  concurrency?: number;
  /** Milliseconds from one request to the next. Default 0: as fast as the shop answers. */
  pause?: number;
  signal?: AbortSignal;
  onAnswer?: (answer: Answer) => void;
}

export interface Answer {
  request: ShopRequest;
  /** The status of the answer, or why there is none. */
  status: number | string;
  milliseconds: number;
}

export interface Traffic {
  sent: number;
  /** Answers with another status than the shop owes, or none. Requests that the signal cut off do not count. */
  surprises: Answer[];
}

/** Sends the seed's requests to the gateway; resolves when the last answer is in, or soon after the signal. */
export async function makeTraffic(options: TrafficOptions): Promise<Traffic> {
  const { requests = Number.POSITIVE_INFINITY, concurrency = 4, pause = 0, signal } = options;
  const traffic: Traffic = { sent: 0, surprises: [] };
  const next = shopRequests(options.seed);
  async function send(): Promise<void> {
    while (traffic.sent < requests && !signal?.aborted) {
      const request = next.next().value;
      traffic.sent++;
      const answer = await exchange(options.gateway, request, signal);
      if (signal?.aborted) return;
      if (answer.status !== request.expected) traffic.surprises.push(answer);
      options.onAnswer?.(answer);
      if (pause > 0) await delay(pause * concurrency, undefined, { signal }).catch(() => {});
    }
  }
  const senders: Promise<void>[] = [];
  for (let sender = 0; sender < concurrency; sender++) {
    senders.push(send());
    // The senders take turns, so that a pause means one request each pause and not a bunch.
    if (pause > 0) await delay(pause, undefined, { signal }).catch(() => {});
  }
  await Promise.all(senders);
  return traffic;
}

async function exchange(gateway: string, request: ShopRequest, signal?: AbortSignal): Promise<Answer> {
  const started = performance.now();
  const timeout = AbortSignal.timeout(30_000);
  let status: number | string;
  try {
    const response = await fetch(new URL(request.path, gateway), {
      method: request.method,
      headers: { 'x-tenant-id': request.tenant, ...(request.body && { 'content-type': 'application/json' }) },
      body: request.body && JSON.stringify(request.body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    await response.arrayBuffer();
    status = response.status;
  } catch (error) {
    const { message, cause } = error as Error;
    status = cause instanceof Error ? `${message}: ${cause.message}` : message;
  }
  return { request, status, milliseconds: Math.round(performance.now() - started) };
}

/** One line for people: what was asked, by whom, and what came back. */
export function describeAnswer({ request, status, milliseconds }: Answer): string {
  return `${request.method} ${request.path} for ${request.tenant}: ${status} in ${milliseconds} ms`;
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      url: { type: 'string', default: 'http://127.0.0.1:8080' },
      seed: { type: 'string', default: '1' },
      requests: { type: 'string' },
      pause: { type: 'string', default: '500' },
    },
  });
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  const { sent, surprises } = await makeTraffic({
    gateway: values.url,
    seed: Number(values.seed),
    requests: values.requests === undefined ? undefined : Number(values.requests),
    pause: Number(values.pause),
    signal: stop.signal,
    onAnswer: (answer) => console.log(describeAnswer(answer)),
  });
  console.log(`${sent} requests sent, ${surprises.length} answered otherwise than expected`);
  process.exitCode = surprises.length > 0 ? 1 : 0;
}
