import { createRedactor, redactLog, rulesOf } from '@spanwise/logging/redaction';
import type { Case } from '../case.ts';

const benchCase: Case = {
  what: 'redacting a log record of 90 characters and 5 attributes by the rules for personal data, which finds nothing',
  operations: 50_000,
  prepare: () => {
    const redactor = createRedactor({ rules: rulesOf(['pii']) });
    const records = Array.from({ length: 16 }, (_, count) => ({
      body: `order 018f4e2c-7f3b-7cc0-98a1-4f2d5e6b7a${count + 10} of 3 items was shipped in 2 parcels after 41.5 hours`,
      severityText: 'INFO',
      attributes: {
        'order.id': `018f4e2c-7f3b-7cc0-98a1-4f2d5e6b7a${count + 10}`,
        'order.items': 3,
        warehouse: 'Berlin 2',
        'tenant.id': 'acme',
        'log.logger': 'shipping',
      },
    }));
    let next = 0;
    return () => {
      const record = records[next++ & 15]!;
      redactLog(redactor, record);
      return record;
    };
  },
};

export default benchCase;
