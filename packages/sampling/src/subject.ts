import type { Attributes, HrTime } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { Subject } from './conditions.ts';

/** A local root that is about to start. */
export class StartingSubject implements Subject {
  readonly isComplete = false;
  readonly isError = false;
  readonly durationMillis = 0;
  readonly cost = 0;
  readonly service: string | undefined;
  readonly name: string;
  readonly kind: number;
  readonly #attributes: Attributes;

  constructor(service: string | undefined, name: string, kind: number, attributes: Attributes) {
    this.service = service;
    this.name = name;
    this.kind = kind;
    this.#attributes = attributes;
  }

  attribute(key: string): unknown {
    return this.#attributes[key];
  }
}

/** What the spans of a trace in this process add up to. */
export interface Outcome {
  readonly isError: boolean;
  readonly cost: number;
}

/** A local root that has ended, or that is no longer waited for. */
export class EndedSubject implements Subject {
  readonly isComplete = true;
  readonly #root: ReadableSpan;
  readonly #outcome: Outcome;

  constructor(root: ReadableSpan, outcome: Outcome) {
    this.#root = root;
    this.#outcome = outcome;
  }

  get service(): string | undefined {
    const name = this.#root.resource.attributes['service.name'];
    return typeof name === 'string' ? name : undefined;
  }

  get name(): string {
    return this.#root.name;
  }

  get kind(): number {
    return this.#root.kind;
  }

  attribute(key: string): unknown {
    return this.#root.attributes[key];
  }

  get isError(): boolean {
    return this.#outcome.isError;
  }

  get cost(): number {
    return this.#outcome.cost;
  }

  get durationMillis(): number {
    const { ended, duration, startTime } = this.#root;
    return ended ? millisOf(duration) : Date.now() - millisOf(startTime);
  }
}

function millisOf([seconds, nanos]: HrTime): number {
  return seconds * 1000 + nanos / 1e6;
}
