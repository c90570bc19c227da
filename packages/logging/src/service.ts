import {
  ATTR_COST_CENTER_ID,
  ATTR_COST_WEIGHT,
  ATTR_SERVICE_TIER,
  SERVICE_TIER_VALUE_GATEWAY,
} from '@spanwise/semconv';

/** What lines say of the service that writes them. */
export interface Service {
  /** `service.name` and `service.tier`: records have them in their resource. */
  names: Readonly<Record<string, string>>;
  /** Who pays for it, where nothing is known of the request. */
  owner: Readonly<Record<string, string | number>>;
}

/** What a gateway shares out weighs twice. */
const GATEWAY_WEIGHT = 2;

/**
 * @param resource attributes of the resource; a service without a name is `unknown_service:node`, as the SDK calls it
 * @param tier in place of the resource's `service.tier`
 */
export function serviceOf(resource: Readonly<Record<string, unknown>>, tierOfLogger?: string): Service {
  const tier = tierOfLogger ?? text(resource[ATTR_SERVICE_TIER]);
  const names: Record<string, string> = { 'service.name': text(resource['service.name']) ?? 'unknown_service:node' };
  if (tier !== undefined) names[ATTR_SERVICE_TIER] = tier;
  const owner: Record<string, string | number> = {};
  const costCenter = text(resource['service.instance.cost_center.id'] ?? resource[ATTR_COST_CENTER_ID]);
  if (costCenter !== undefined) owner[ATTR_COST_CENTER_ID] = costCenter;
  const weight = Number(
    resource[ATTR_COST_WEIGHT] ?? (tier === SERVICE_TIER_VALUE_GATEWAY ? GATEWAY_WEIGHT : Number.NaN),
  );
  if (Number.isFinite(weight)) owner[ATTR_COST_WEIGHT] = weight;
  return { names, owner };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
