import { styleText } from 'node:util';
import { type AssembledTrace, formatTrace } from '@spanwise/cli';
import { costLines, type ShopCost } from './cost.ts';
import type { Counts, Gathering } from './gather.ts';
import type { ProgramName } from './launch.ts';
import type { Traffic } from './traffic.ts';

/** What each program of the shop is, for people. */
const programs: Record<ProgramName, { what: string; traced: boolean }> = {
  database: { what: 'PostgreSQL (PGlite), stands for one outside', traced: false },
  'llm-stand-in': { what: 'stands for an LLM provider outside', traced: false },
  orders: { what: 'Fastify, CommonJS, pg', traced: true },
  assistant: { what: 'Express, CommonJS, openai', traced: true },
  gateway: { what: 'Express, ES modules, fetch', traced: true },
};

/** The first lines of the demo. */
export function opening(): string {
  return `${styleText('bold', 'Spanwise demo: a small shop')}
Its services know nothing of OpenTelemetry. They are started with ${styleText('cyan', 'node --require @spanwise/register')}.
`;
}

/** A line for a program that is ready. */
export function readyLine(name: ProgramName): string {
  const { what, traced } = programs[name];
  const line = `${name.padEnd(13)} ${what}`;
  return traced ? `  ${styleText('green', '●')} ${line}` : `  ${styleText('dim', `○ ${line}`)}`;
}

/** What was sent, and how it was answered. */
export function trafficLine({ sent, surprises }: Traffic, seconds: number): string {
  return `${sent} requests sent in ${seconds.toFixed(1)} s, ${sent - surprises.length} answered as they should be.`;
}

/** A trace as a tree, as wide as the terminal. */
export function traceLines(trace: AssembledTrace): string {
  // Colours as the rest of the page has them.
  const color = styleText('bold', ' ') !== ' ';
  return formatTrace(trace, { width: process.stdout.columns || 140, color });
}

/** What a bounded run shows: one trace, when there is one that crosses all services, the counts and the costs. */
export function onceReport(
  gathering: Gathering,
  trace: AssembledTrace | undefined,
  cost: ShopCost | undefined,
): string {
  const heading = `One trace of the ${gathering.total.traces}, through all three services:`;
  return [
    ...(trace ? [styleText('bold', heading), '', traceLines(trace), ''] : []),
    summaryTable(gathering),
    '',
    ...(cost ? [styleText('dim', '  tenant          cost'), ...costLines(cost), ''] : []),
    `Watch it live: ${styleText('cyan', 'pnpm demo')}`,
    `Try it on a program of yours: ${styleText('cyan', 'pnpm spanwise dev -- node app.js')}`,
  ].join('\n');
}

/** The counts and costs of a bounded run as JSON. */
export function onceJson({ total, services }: Gathering, cost: ShopCost | undefined): string {
  return JSON.stringify({ ...total, services: Object.fromEntries(byName(services)), cost }, undefined, 2);
}

const columns: [heading: string, column: keyof Counts][] = [
  ['spans', 'spans'],
  ['errors', 'errors'],
  ['logs', 'logs'],
  ['metric points', 'metricPoints'],
];

/** The counts as a table, a row a service. */
export function summaryTable({ total, services }: Gathering): string {
  const heading = columns.map(([name]) => name.padStart(width(name))).join('');
  return [
    styleText('dim', `  ${'service'.padEnd(16)}${heading}`),
    ...byName(services).map(([name, counts]) => `  ${name.padEnd(16)}${cells(counts)}`),
    styleText('bold', `  ${`${total.traces} traces`.padEnd(16)}${cells(total)}`),
  ].join('\n');
}

function byName(services: Gathering['services']): [name: string, counts: Counts][] {
  return Object.entries(services).sort(([one], [other]) => (one < other ? -1 : 1));
}

function cells(counts: Counts): string {
  return columns.map(([heading, column]) => String(counts[column]).padStart(width(heading))).join('');
}

function width(heading: string): number {
  return Math.max(9, heading.length + 3);
}

/** What to try while the shop is open. */
export function invitation(gateway: string, logFolder: string): string {
  return `
  Ask it something:  curl -H 'x-tenant-id: me' ${gateway}/api/products
                     curl -H 'x-tenant-id: me' ${gateway}/api/reports/sales
  Logs of services:  ${logFolder}
  ${styleText('bold', 'Ctrl-C')} closes the shop.
`;
}
