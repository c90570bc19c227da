export * from './fact.ts';
export * from './ledger.ts';
export * from './money.ts';
