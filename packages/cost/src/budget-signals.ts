import type { Meter } from '@opentelemetry/api';
import type { BudgetAlert, Budgets } from './budget.ts';

/** Publishes how budgets stand as metrics, at each collection. */
export function observeBudgets(budgets: Budgets, meter: Meter): void {
  const limit = meter.createObservableGauge('cost.budget.limit', { unit: '{USD}' });
  const used = meter.createObservableGauge('cost.budget.used', { unit: '{USD}' });
  const utilization = meter.createObservableGauge('cost.budget.utilization', { unit: '1' });
  const forecast = meter.createObservableGauge('cost.budget.forecast', { unit: '{USD}' });
  meter.addBatchObservableCallback(
    (result) => {
      budgets.tick();
      for (const status of budgets.check()) {
        const attributes = { 'cost.budget.name': status.name, 'cost.budget.period': status.period };
        result.observe(limit, status.limit, attributes);
        result.observe(used, status.used, attributes);
        result.observe(utilization, status.utilization, attributes);
        if (status.forecast !== undefined) result.observe(forecast, status.forecast, attributes);
      }
    },
    [limit, used, utilization, forecast],
  );
}

/** An alert as the attributes of a log event `cost.budget.threshold`. */
export function alertAttributes(alert: BudgetAlert): Record<string, string | number> {
  return {
    'cost.budget.name': alert.budget,
    'cost.budget.period': alert.period,
    'cost.budget.state': alert.state,
    ...(alert.threshold === undefined ? {} : { 'cost.budget.threshold': alert.threshold }),
  };
}

/** An alert in a sentence. */
export function alertText({ budget, period, state, threshold = 1, limit, used, forecast }: BudgetAlert): string {
  const of = `of $${limit} a ${period}`;
  switch (state) {
    case 'exceeded':
      return `budget ${budget}: ${Math.round(threshold * 100)} % ${of} is used: $${used}`;
    case 'forecast':
      return `budget ${budget}: $${forecast} ${of} will be used at the present rate; so far $${used}`;
    case 'anomaly':
      return `budget ${budget}: $${used} ${of} is far more than in former periods`;
    case 'recovered':
      return `budget ${budget}: below ${Math.round(threshold * 100)} % ${of} again: $${used}`;
  }
}

/**
 * Posts alerts to a URL as JSON. A post that fails is told to `failed` and not tried again: metrics and log events say
 * the same.
 */
export function createWebhook(url: string, failed: (error: unknown) => void): (alert: BudgetAlert) => void {
  return (alert) => {
    const body = JSON.stringify({ text: alertText(alert), ...alert });
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(5000),
    }).then((response) => {
      if (!response.ok) failed(new Error(`${url} answered ${response.status}`));
      return response.body?.cancel();
    }, failed);
  };
}
