import type { Context } from '@opentelemetry/api';
import { accountOf } from './account.ts';
import { isNamed, ownerAttributes } from './owner.ts';

/** The part of the SDK's log records that is written to. */
interface LogRecord {
  readonly attributes: Readonly<Record<string, unknown>>;
  setAttribute(key: string, value: string | number): unknown;
}

/** A log record processor that writes who pays for a request on its records, where they do not say so themselves. */
export function createOwnerLogProcessor(): {
  onEmit(record: LogRecord, context?: Context): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
} {
  return {
    onEmit(record, context) {
      const account = context && accountOf(context);
      if (account?.owner === undefined || !isNamed(account.owner)) return;
      const { owner, source } = account;
      for (const [key, value] of Object.entries(ownerAttributes({ owner, source }))) {
        if (record.attributes[key] === undefined) record.setAttribute(key, value);
      }
    },
    async forceFlush() {},
    async shutdown() {},
  };
}
