import type { Context } from '@opentelemetry/api';
import { accountOf } from './account.ts';
import { isNamed, ownerAttributes } from './owner.ts';

/** The part of the SDK's log records that is written to. */
interface LogRecord {
  setAttributes(attributes: Record<string, string | number>): unknown;
}

/** A log record processor that writes who pays for a request on the records that it emits. */
export function createOwnerLogProcessor(): {
  onEmit(record: LogRecord, context?: Context): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
} {
  return {
    onEmit(record, context) {
      const account = context && accountOf(context);
      if (account?.owner === undefined || !isNamed(account.owner)) return;
      record.setAttributes(ownerAttributes({ owner: account.owner, source: account.source }));
    },
    async forceFlush() {},
    async shutdown() {},
  };
}
