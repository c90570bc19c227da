import type { Category } from './fact.ts';
import { type FocusVersion, focusColumns } from './focus-columns.ts';
import type { LedgerEntry } from './ledger.ts';
import { divide, formatNanos, fraction, multiply, type Nanos, parseDecimal, toNanos, toNumber } from './money.ts';
import { type OwnerPart, ownerKeys } from './owner.ts';
import { formatFraction } from './price-text.ts';

/** A row by its columns; decimals are texts, and what is null is not there. */
export type FocusRow = Record<string, string>;

/** What a row says that the ledger does not know. */
export interface FocusOptions {
  /** The account that rows are for; FOCUS wants one. */
  billingAccountId: string;
  version?: FocusVersion;
  /** The name of the service that spent it. */
  service?: string | undefined;
  /** The account of the cloud that it runs in, `cloud.account.id`. */
  subAccountId?: string | undefined;
}

const hourMillis = 3_600_000;

const services: Readonly<Record<Category, { name: string; category: string; subcategory: string }>> = {
  llm: { name: 'Inference', category: 'AI and Machine Learning', subcategory: 'Generative AI' },
  query: { name: 'Queries', category: 'Analytics', subcategory: 'Data Processing' },
  compute: { name: 'Compute', category: 'Compute', subcategory: 'Other (Compute)' },
  egress: { name: 'Egress', category: 'Networking', subcategory: 'Network Connectivity' },
  api: { name: 'API calls', category: 'Integration', subcategory: 'API Management' },
  telemetry: { name: 'Telemetry', category: 'Management and Governance', subcategory: 'Observability' },
  other: { name: 'Other', category: 'Other', subcategory: 'Other (Other)' },
};

/**
 * An entry of the ledger as a row of FOCUS. `BilledCost` is 0: these are estimates, and no invoice. What has no price
 * has no unit price, and `x_CostStatus` says so: its costs are those of `BilledCost`, as the specification wants.
 */
export function focusRow(
  entry: LedgerEntry,
  options: FocusOptions,
  allocation: Readonly<Record<string, string>> = {},
): FocusRow {
  const { version = '1.4', billingAccountId, service, subAccountId } = options;
  const { hour, owner, category, provider, sku, line, price, nanos, quantity, isCorrection } = entry;
  const { name, category: serviceCategory, subcategory } = services[category];
  const start = new Date(hour);
  const isServerless = category === 'compute' && line.unit === 'GB-Seconds';
  const amount = formatNanos(nanos ?? 0n);
  const tags: Record<string, string> = { ...(service === undefined ? {} : { 'service.name': service }) };
  for (const part of Object.keys(ownerKeys) as OwnerPart[]) {
    const value = owner[part];
    if (value !== undefined) tags[ownerKeys[part]] = value;
  }
  const values: Record<string, string | undefined> = {
    BilledCost: '0',
    BillingAccountId: billingAccountId,
    BillingCurrency: 'USD',
    BillingPeriodEnd: isoSecond(new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1))),
    BillingPeriodStart: isoSecond(new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth()))),
    ChargeCategory: 'Usage',
    ChargeClass: isCorrection ? 'Correction' : undefined,
    ChargeDescription: `${line.meter} of ${sku}, ${provider}`,
    ChargeFrequency: 'Usage-Based',
    ChargePeriodEnd: isoSecond(new Date(hour + hourMillis)),
    ChargePeriodStart: isoSecond(start),
    ConsumedQuantity: formatNanos(quantity),
    ConsumedUnit: line.unit,
    ContractedCost: amount,
    ContractedUnitPrice: line.unitPrice,
    EffectiveCost: amount,
    HostProviderName: provider,
    InvoiceIssuerName: provider,
    ListCost: listCost(entry),
    ListUnitPrice: line.listUnitPrice ?? line.unitPrice,
    PricingCategory: 'Standard',
    PricingQuantity: pricingQuantity(entry),
    PricingUnit: line.pricingUnit ?? line.unit,
    ProviderName: provider,
    PublisherName: provider,
    RegionId: entry.region,
    ResourceId: entry.resourceId,
    ServiceCategory: serviceCategory,
    ServiceName: `${provider} ${name}`,
    ServiceProviderName: provider,
    ServiceSubcategory: isServerless ? 'Serverless Compute' : subcategory,
    SkuId: sku,
    SkuMeter: line.meter,
    SkuPriceDetails: price && JSON.stringify({ x_PriceSource: price.source }),
    SkuPriceId: `${sku}/${line.meter}`,
    SubAccountId: subAccountId,
    Tags: JSON.stringify(tags),
    x_CallCount: String(entry.calls),
    x_Confidence: price?.confidence,
    x_CostBasis: price?.basis,
    x_CostSource: entry.source,
    x_CostStatus: entry.status,
    x_FactCount: String(entry.facts),
    x_OwnerSource: entry.ownerSource,
    x_PriceAsOf: price?.asOf,
    x_PriceSource: price?.source,
    x_PricingUnitSize: line.pricingUnitSize?.toString(),
    x_Route: entry.route,
    x_TraceSampleIds: entry.traceIds.join(' '),
    ...allocation,
  };
  const row: FocusRow = {};
  for (const column of focusColumns(version)) {
    const value = values[column.name];
    if (value !== undefined && value !== '') row[column.name] = value;
  }
  return row;
}

/**
 * All entries of an export as rows. Shares of one charge say which part of it they are; their parts sum to 1, so the
 * entries have to be all that there are of the charge.
 */
export function focusRows(entries: readonly LedgerEntry[], options: FocusOptions): FocusRow[] {
  const charges = new Map<string, bigint>();
  const chargeOf = ({ hour, provider, resourceId, line }: LedgerEntry): string =>
    [hour, provider, resourceId ?? '', line.meter].join(' ');
  for (const entry of entries) {
    if (entry.source !== 'allocated') continue;
    const charge = chargeOf(entry);
    charges.set(charge, (charges.get(charge) ?? 0n) + entry.quantity);
  }
  return entries.map((entry) => {
    const whole = entry.source === 'allocated' ? charges.get(chargeOf(entry)) : undefined;
    if (whole === undefined || whole === 0n) return focusRow(entry, options);
    const ratio = Number((entry.quantity * 10n ** 15n) / whole) / 1e15;
    const element = {
      AllocatedRatio: ratio,
      UsageUnit: entry.line.unit,
      UsageQuantity: toNumber(entry.quantity),
    };
    return focusRow(entry, options, {
      AllocatedMethodDetails: JSON.stringify({ Elements: [element] }),
      AllocatedMethodId: 'spanwise:cpu-touch:v1',
      AllocatedResourceId: entry.resourceId ?? entry.provider,
    });
  });
}

function pricingQuantity({ quantity, line, nanos }: LedgerEntry): string {
  // A cost that the provider reported: so many dollars at one dollar.
  if (line.pricingUnit === 'USD') return formatNanos(nanos ?? 0n);
  const amount = { numerator: quantity, denominator: 1_000_000_000n };
  return formatFraction(divide(amount, fraction(line.pricingUnitSize ?? 1n)));
}

/** What it would have cost without the discount; the amount itself where there is none. */
function listCost({ quantity, line, nanos }: LedgerEntry): string {
  const { listUnitPrice, unitPrice, pricingUnitSize = 1n } = line;
  if (listUnitPrice === undefined || listUnitPrice === unitPrice || nanos === undefined)
    return formatNanos(nanos ?? 0n);
  const amount = { numerator: quantity, denominator: 1_000_000_000n };
  return formatNanos(toNanos(divide(multiply(amount, fraction(listUnitPrice)), fraction(pricingUnitSize))));
}

/**
 * Reads a row that `focusRow` made back as an entry of the ledger; also rows of bills, as far as they have its columns.
 *
 * @returns undefined when it has no hour or no amount
 */
export function entryOfRow(row: FocusRow): LedgerEntry | undefined {
  const hour = Date.parse(row.ChargePeriodStart ?? '');
  const amount = nanosOf(row.ContractedCost ?? row.EffectiveCost ?? row.BilledCost);
  if (Number.isNaN(hour) || amount === undefined) return undefined;
  const status = (row.x_CostStatus ?? 'ok') as LedgerEntry['status'];
  const tags = tagsOf(row.Tags);
  const owner = Object.fromEntries(Object.entries(ownerKeys).map(([part, key]) => [part, tags[key]]));
  const category = Object.entries(services).find(([, { category: name }]) => name === row.ServiceCategory)?.[0];
  const { x_PricingUnitSize: size } = row;
  return {
    hour,
    owner,
    ownerSource: (row.x_OwnerSource ?? 'unattributed') as LedgerEntry['ownerSource'],
    category: (category ?? 'other') as Category,
    provider: row.ServiceProviderName ?? row.ProviderName ?? '',
    sku: row.SkuId ?? '',
    status,
    source: (row.x_CostSource ?? 'provider') as LedgerEntry['source'],
    price:
      row.x_PriceSource === undefined
        ? undefined
        : {
            source: row.x_PriceSource,
            asOf: row.x_PriceAsOf ?? '',
            basis: (row.x_CostBasis ?? 'list') as 'list',
            confidence: (row.x_Confidence ?? 'high') as 'high',
          },
    route: row.x_Route,
    region: row.RegionId,
    resourceId: row.ResourceId,
    line: {
      meter: row.SkuMeter ?? '',
      unit: row.ConsumedUnit ?? '',
      listUnitPrice: row.ListUnitPrice,
      unitPrice: row.ContractedUnitPrice,
      pricingUnit: row.PricingUnit,
      pricingUnitSize: size === undefined ? undefined : BigInt(size),
    },
    quantity: nanosOf(row.ConsumedQuantity) ?? 0n,
    nanos: status === 'ok' ? amount : undefined,
    facts: Number(row.x_FactCount ?? 1),
    calls: Number(row.x_CallCount ?? 0),
    isCorrection: row.ChargeClass === 'Correction',
    traceIds: row.x_TraceSampleIds?.split(' ') ?? [],
  };
}

/** The tags of a row; none when they cannot be read. */
export function tagsOf(tags: string | undefined): Record<string, string> {
  try {
    return JSON.parse(tags ?? '{}') ?? {};
  } catch {
    return {};
  }
}

function nanosOf(text: string | undefined): Nanos | undefined {
  const parsed = text === undefined ? undefined : parseDecimal(text);
  return parsed === undefined ? undefined : toNanos(parsed);
}

function isoSecond(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}
