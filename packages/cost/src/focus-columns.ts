/** Versions of FOCUS that rows can be written in. https://focus.finops.org/ */
export type FocusVersion = '1.2' | '1.3' | '1.4';

/** How the values of a column are written. */
type FocusType = 'string' | 'decimal' | 'date' | 'json';

export interface FocusColumn {
  name: string;
  type: FocusType;
  /** Whether a row may leave it empty. */
  nullable: boolean;
  /** The first and the last version that has it. */
  since?: FocusVersion;
  until?: FocusVersion;
}

const columns: readonly FocusColumn[] = [
  { name: 'BilledCost', type: 'decimal', nullable: false },
  { name: 'BillingAccountId', type: 'string', nullable: false },
  { name: 'BillingAccountName', type: 'string', nullable: true },
  { name: 'BillingCurrency', type: 'string', nullable: false },
  { name: 'BillingPeriodEnd', type: 'date', nullable: false },
  { name: 'BillingPeriodStart', type: 'date', nullable: false },
  { name: 'ChargeCategory', type: 'string', nullable: false },
  { name: 'ChargeClass', type: 'string', nullable: true },
  { name: 'ChargeDescription', type: 'string', nullable: true },
  { name: 'ChargeFrequency', type: 'string', nullable: false },
  { name: 'ChargePeriodEnd', type: 'date', nullable: false },
  { name: 'ChargePeriodStart', type: 'date', nullable: false },
  { name: 'ConsumedQuantity', type: 'decimal', nullable: true },
  { name: 'ConsumedUnit', type: 'string', nullable: true },
  { name: 'ContractedCost', type: 'decimal', nullable: false },
  { name: 'ContractedUnitPrice', type: 'decimal', nullable: true },
  { name: 'EffectiveCost', type: 'decimal', nullable: false },
  { name: 'HostProviderName', type: 'string', nullable: true, since: '1.3' },
  { name: 'InvoiceIssuerName', type: 'string', nullable: false },
  { name: 'ListCost', type: 'decimal', nullable: false },
  { name: 'ListUnitPrice', type: 'decimal', nullable: true },
  { name: 'PricingCategory', type: 'string', nullable: true },
  { name: 'PricingQuantity', type: 'decimal', nullable: true },
  { name: 'PricingUnit', type: 'string', nullable: true },
  { name: 'ProviderName', type: 'string', nullable: false, until: '1.3' },
  { name: 'PublisherName', type: 'string', nullable: false, until: '1.3' },
  { name: 'RegionId', type: 'string', nullable: true },
  { name: 'ResourceId', type: 'string', nullable: true },
  { name: 'ServiceCategory', type: 'string', nullable: false },
  { name: 'ServiceName', type: 'string', nullable: false },
  { name: 'ServiceProviderName', type: 'string', nullable: false, since: '1.3' },
  { name: 'ServiceSubcategory', type: 'string', nullable: false },
  { name: 'SkuId', type: 'string', nullable: true },
  { name: 'SkuMeter', type: 'string', nullable: true },
  { name: 'SkuPriceDetails', type: 'json', nullable: true },
  { name: 'SkuPriceId', type: 'string', nullable: true },
  { name: 'SubAccountId', type: 'string', nullable: true },
  { name: 'Tags', type: 'json', nullable: true },
  { name: 'AllocatedMethodDetails', type: 'json', nullable: true, since: '1.3' },
  { name: 'AllocatedMethodId', type: 'string', nullable: true, since: '1.3' },
  { name: 'AllocatedResourceId', type: 'string', nullable: true, since: '1.3' },
  { name: 'AllocatedTags', type: 'json', nullable: true, since: '1.3' },
  // Our own, which the specification wants last and begun with `x_`.
  { name: 'x_CallCount', type: 'decimal', nullable: false },
  { name: 'x_Confidence', type: 'string', nullable: true },
  { name: 'x_CostBasis', type: 'string', nullable: true },
  { name: 'x_CostSource', type: 'string', nullable: false },
  { name: 'x_CostStatus', type: 'string', nullable: false },
  { name: 'x_FactCount', type: 'decimal', nullable: false },
  { name: 'x_OwnerSource', type: 'string', nullable: false },
  { name: 'x_PriceAsOf', type: 'string', nullable: true },
  { name: 'x_PriceSource', type: 'string', nullable: true },
  { name: 'x_PricingUnitSize', type: 'decimal', nullable: true },
  { name: 'x_Route', type: 'string', nullable: true },
  { name: 'x_TraceSampleIds', type: 'string', nullable: true },
];

/** The columns of a version that rows have, in their order. */
export function focusColumns(version: FocusVersion): FocusColumn[] {
  return columns.filter(({ since = '1.2', until = '1.4' }) => since <= version && version <= until);
}

/** Categories of services, each with the subcategories that we use. */
export const serviceCategories: Readonly<Record<string, readonly string[]>> = {
  'AI and Machine Learning': ['Generative AI'],
  Analytics: ['Data Processing'],
  Compute: ['Serverless Compute', 'Other (Compute)'],
  Networking: ['Network Connectivity'],
  Integration: ['API Management'],
  'Management and Governance': ['Observability'],
  Other: ['Other (Other)'],
};
