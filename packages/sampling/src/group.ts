import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Change, Held } from './exit.ts';
import type { Origin } from './origin.ts';
import type { Beginning } from './sampler.ts';

export const OPEN = 0;
export const KEPT = 1;
export const DROPPED = 2;

/** The spans below one local root. Spans point at their group, so late ones know what was decided. */
export interface Group {
  state: typeof OPEN | typeof KEPT | typeof DROPPED;
  readonly root: ReadableSpan;
  readonly origin: Origin;
  readonly start: Beginning['verdict'];
  readonly startedAt: number;
  held: Held | undefined;
  spans: number;
  /** Bytes that it counts for; those that are not spans'. */
  bytes: number;
  apart: number;
  isError: boolean;
  cost: number;
  /** How spans that come after the decision leave; undefined when they leave as they are. */
  change: Change | undefined;
  rule: string;
}

const GROUP = Symbol('spanwise.sampling.group');

interface Grouped {
  [GROUP]?: Group;
}

/** The group of a span, or undefined when no keeper has seen it start. */
export function groupOf(span: object): Group | undefined {
  return (span as Grouped)[GROUP];
}

export function setGroup(span: object, group: Group): void {
  (span as Grouped)[GROUP] = group;
}
