// Generated from packages/semconv/registry by `pnpm run docs`.

/** The part of the program that logs, the name of its logger. */
export const ATTR_COMPONENT = 'component';
/** The id by which a caller finds all that a request did, in all services. */
export const ATTR_CORRELATION_ID = 'correlation.id';
/** What the operation itself cost, without what its children cost. */
export const ATTR_COST_AMOUNT = 'cost.amount';
/** Which kind of price was used. */
export const ATTR_COST_BASIS = 'cost.basis';
export const COST_BASIS_VALUE_LIST = 'list';
export const COST_BASIS_VALUE_CONTRACTED = 'contracted';
export const COST_BASIS_VALUE_DEFAULT = 'default';
/** The budget. */
export const ATTR_COST_BUDGET_NAME = 'cost.budget.name';
/** How long a budget lasts before it begins again. */
export const ATTR_COST_BUDGET_PERIOD = 'cost.budget.period';
export const COST_BUDGET_PERIOD_VALUE_DAY = 'day';
export const COST_BUDGET_PERIOD_VALUE_WEEK = 'week';
export const COST_BUDGET_PERIOD_VALUE_MONTH = 'month';
/** What an alert says. */
export const ATTR_COST_BUDGET_STATE = 'cost.budget.state';
export const COST_BUDGET_STATE_VALUE_EXCEEDED = 'exceeded';
export const COST_BUDGET_STATE_VALUE_FORECAST = 'forecast';
export const COST_BUDGET_STATE_VALUE_ANOMALY = 'anomaly';
export const COST_BUDGET_STATE_VALUE_RECOVERED = 'recovered';
/** The part of the limit that was crossed. */
export const ATTR_COST_BUDGET_THRESHOLD = 'cost.budget.threshold';
/** What kind of thing was paid for. */
export const ATTR_COST_CATEGORY = 'cost.category';
export const COST_CATEGORY_VALUE_LLM = 'llm';
export const COST_CATEGORY_VALUE_QUERY = 'query';
export const COST_CATEGORY_VALUE_COMPUTE = 'compute';
export const COST_CATEGORY_VALUE_EGRESS = 'egress';
export const COST_CATEGORY_VALUE_API = 'api';
export const COST_CATEGORY_VALUE_TELEMETRY = 'telemetry';
export const COST_CATEGORY_VALUE_OTHER = 'other';
/** How sure the amount is. */
export const ATTR_COST_CONFIDENCE = 'cost.confidence';
export const COST_CONFIDENCE_VALUE_HIGH = 'high';
export const COST_CONFIDENCE_VALUE_LOW = 'low';
/** The currency of the amounts on this span or metric, by ISO 4217. */
export const ATTR_COST_CURRENCY = 'cost.currency';
/** Why a named owner was not believed. */
export const ATTR_COST_OWNER_DROP_REASON = 'cost.owner.drop_reason';
export const COST_OWNER_DROP_REASON_VALUE_UNTRUSTED = 'untrusted';
export const COST_OWNER_DROP_REASON_VALUE_INVALID = 'invalid';
export const COST_OWNER_DROP_REASON_VALUE_UNKNOWN = 'unknown';
export const COST_OWNER_DROP_REASON_VALUE_BAD_MAC = 'bad_mac';
/** How the owner of the cost was found. */
export const ATTR_COST_OWNER_SOURCE = 'cost.owner.source';
export const COST_OWNER_SOURCE_VALUE_RESOLVER = 'resolver';
export const COST_OWNER_SOURCE_VALUE_HEADER = 'header';
export const COST_OWNER_SOURCE_VALUE_CLAIM = 'claim';
export const COST_OWNER_SOURCE_VALUE_BAGGAGE = 'baggage';
export const COST_OWNER_SOURCE_VALUE_ROUTE = 'route';
export const COST_OWNER_SOURCE_VALUE_RESOURCE = 'resource';
export const COST_OWNER_SOURCE_VALUE_UNATTRIBUTED = 'unattributed';
/** The day for which the price was looked up. */
export const ATTR_COST_PRICE_AS_OF = 'cost.price.as_of';
/** The entry of the price list that was used. */
export const ATTR_COST_PRICE_SKU = 'cost.price.sku';
/** The price list that was used, with its version. */
export const ATTR_COST_PRICE_SOURCE = 'cost.price.source';
/** How much was used, in the unit of `cost.unit`. */
export const ATTR_COST_QUANTITY = 'cost.quantity';
/** Where the amount comes from. */
export const ATTR_COST_SOURCE = 'cost.source';
export const COST_SOURCE_VALUE_PROVIDER = 'provider';
export const COST_SOURCE_VALUE_LOCAL = 'local';
export const COST_SOURCE_VALUE_ALLOCATED = 'allocated';
/** Whether there is an amount, and why not. */
export const ATTR_COST_STATUS = 'cost.status';
export const COST_STATUS_VALUE_OK = 'ok';
export const COST_STATUS_VALUE_UNPRICED = 'unpriced';
export const COST_STATUS_VALUE_INVALID_USAGE = 'invalid_usage';
/** What a request cost in this process, all its operations together. */
export const ATTR_COST_TOTAL_AMOUNT = 'cost.total.amount';
/** The unit of `cost.quantity`, as FOCUS spells units. */
export const ATTR_COST_UNIT = 'cost.unit';
/** How much of what is shared the owner carries, relative to others. */
export const ATTR_COST_WEIGHT = 'cost.weight';
/** The cost center that pays, of a request. */
export const ATTR_COST_CENTER_ID = 'cost_center.id';
/** What the cost center is called. */
export const ATTR_COST_CENTER_NAME = 'cost_center.name';
/** Milliseconds from the request to the end of its response, of a log record of the category `access`. */
export const ATTR_HTTP_RESPONSE_TIME_MS = 'http.response_time_ms';
/** What a log record is about; each category has an index, a retention and perhaps a file of its own. */
export const ATTR_LOG_CATEGORY = 'log.category';
export const LOG_CATEGORY_VALUE_APPLICATION = 'application';
export const LOG_CATEGORY_VALUE_ACCESS = 'access';
export const LOG_CATEGORY_VALUE_SECURITY = 'security';
export const LOG_CATEGORY_VALUE_ERROR = 'error';
export const LOG_CATEGORY_VALUE_AUDIT = 'audit';
/** How many log records like this one were left out in the second before it. */
export const ATTR_LOG_LEFT_OUT = 'log.left_out';
/** Words by which a log record is found. */
export const ATTR_LOG_TAGS = 'log.tags';
/** What the program calls the thing that it is doing. */
export const ATTR_OPERATION_NAME = 'operation.name';
/** What was decided about a trace. */
export const ATTR_SAMPLING_DECISION = 'sampling.decision';
export const SAMPLING_DECISION_VALUE_KEPT = 'kept';
export const SAMPLING_DECISION_VALUE_DROPPED = 'dropped';
/** What made it time to decide about a trace. */
export const ATTR_SAMPLING_REASON = 'sampling.reason';
export const SAMPLING_REASON_VALUE_START = 'start';
export const SAMPLING_REASON_VALUE_END = 'end';
export const SAMPLING_REASON_VALUE_EXPIRED = 'expired';
export const SAMPLING_REASON_VALUE_FULL = 'full';
export const SAMPLING_REASON_VALUE_EXIT = 'exit';
/** The name of the rule that decided about the trace. */
export const ATTR_SAMPLING_RULE = 'sampling.rule';
/** Where a service stands among the others, as a resource attribute. */
export const ATTR_SERVICE_TIER = 'service.tier';
export const SERVICE_TIER_VALUE_GATEWAY = 'gateway';
export const SERVICE_TIER_VALUE_PLATFORM = 'platform';
export const SERVICE_TIER_VALUE_APPLICATION = 'application';
export const SERVICE_TIER_VALUE_AI_ML = 'ai-ml';
/** The team that answers for the cost. */
export const ATTR_TEAM_NAME = 'team.name';
/** The customer or tenant on whose behalf the work is done. */
export const ATTR_TENANT_ID = 'tenant.id';

/** What was spent. */
export const METRIC_COST_AMOUNT = 'cost.amount';
/** The part of what was spent whose owner is known, from 0 to 1. */
export const METRIC_COST_ATTRIBUTION_COVERAGE = 'cost.attribution.coverage';
/** What will be used at the end of the period at the present rate. */
export const METRIC_COST_BUDGET_FORECAST = 'cost.budget.forecast';
/** The limit of a budget. */
export const METRIC_COST_BUDGET_LIMIT = 'cost.budget.limit';
/** What is used of a budget in its present period. */
export const METRIC_COST_BUDGET_USED = 'cost.budget.used';
/** The part of a budget that is used; 1 is all of it. */
export const METRIC_COST_BUDGET_UTILIZATION = 'cost.budget.utilization';
/** Owners that were named and not believed. */
export const METRIC_COST_OWNER_DROPPED = 'cost.owner.dropped';
/** Bytes that are billed, scanned or sent. */
export const METRIC_COST_USAGE_BYTES = 'cost.usage.bytes';
/** Billed time, with memory or processors where those are billed together with it. */
export const METRIC_COST_USAGE_DURATION = 'cost.usage.duration';
/** Calls that are billed one by one. */
export const METRIC_COST_USAGE_REQUESTS = 'cost.usage.requests';
/** Tokens of generative AI models, billed or not. */
export const METRIC_COST_USAGE_TOKENS = 'cost.usage.tokens';
/** How much of it may wait before the oldest is dropped. */
export const METRIC_SPANWISE_OTLP_QUEUE_LIMIT = 'spanwise.otlp.queue.limit';
/** Encoded telemetry that waits for the collector or is on its way. */
export const METRIC_SPANWISE_OTLP_QUEUE_USAGE = 'spanwise.otlp.queue.usage';
/** Decisions about traces in the process. */
export const METRIC_SPANWISE_SAMPLING_DECISIONS = 'spanwise.sampling.decisions';
/** Memory of spans that wait for the end of their trace. */
export const METRIC_SPANWISE_SAMPLING_HELD = 'spanwise.sampling.held';

/** A budget crossed a threshold, is forecast to be exceeded, or recovered. */
export const EVENT_COST_BUDGET_THRESHOLD = 'cost.budget.threshold';
/** A single query cost more than the threshold. */
export const EVENT_COST_QUERY_THRESHOLD = 'cost.query.threshold';
