/**
 * The environment for the traced services: this one, with all telemetry going to the receiver at `url`, and costs charged
 * to the tenant of the request. Sampling and everything else that is set stays.
 *
 * @param ledger where rows of costs go
 */
export function shopEnvironment(url: string, environment: NodeJS.ProcessEnv, ledger: string): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(
    ([name]) => !name.startsWith('OTEL_EXPORTER_OTLP_') && name !== 'OTEL_CONFIG_FILE' && name !== 'OTEL_SERVICE_NAME',
  );
  return {
    // Soon enough for eyes that wait.
    OTEL_BSP_SCHEDULE_DELAY: '500',
    OTEL_BLRP_SCHEDULE_DELAY: '500',
    SPANWISE_COST_OWNER_HEADERS: 'tenant=x-tenant-id',
    ...Object.fromEntries(kept),
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    SPANWISE_COST_LEDGER: ledger,
  };
}
