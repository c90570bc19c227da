export const cost = {
  title: 'Cost',
  settings: {
    SPANWISE_COST: {
      type: 'boolean',
      default: true,
      about:
        'Whether costs are kept: calls of models are metered by their spans, and what else has a price. Nothing is loaded before the first cost.',
    },
    SPANWISE_COST_PRICES: {
      type: 'list',
      open: true,
      default: [],
      about:
        'Files with prices, the strongest first: YAML, JSON of LiteLLM or OpenCost, CSV in the columns of FOCUS. Models that are in none have the list price.',
    },
    SPANWISE_COST_LEDGER: {
      type: 'path',
      about:
        'A file that rows in the columns of FOCUS are appended to: CSV when it ends with `.csv`, else lines of JSON.',
    },
    SPANWISE_COST_ACCOUNT: {
      type: 'string',
      unset: 'the service name',
      about: 'The `BillingAccountId` of the rows.',
    },
    SPANWISE_COST_FOCUS_VERSION: {
      type: 'enum',
      values: ['1.2', '1.3', '1.4'],
      default: '1.4',
      about: 'The version of FOCUS that the rows are in.',
    },
    SPANWISE_COST_BUDGETS: {
      type: 'path',
      about: 'A YAML file with budgets: what crosses a threshold becomes a log event.',
    },
    SPANWISE_COST_WEBHOOK: {
      type: 'url',
      secret: true,
      about: 'Where what budgets have to tell is posted, too, as JSON.',
    },
    SPANWISE_COST_QUERY_ALERT: {
      type: 'number',
      min: 0,
      max: 1000000000,
      default: 100,
      about: 'Dollars from which the cost of a single query becomes a log event; 0 for never.',
    },
    SPANWISE_COST_COMPUTE: {
      type: 'enum',
      values: ['none', 'touch'],
      default: 'none',
      about:
        'How CPU and memory are charged: `touch` divides them at the spans of requests, and takes up to 4 % of the CPU.',
    },
    SPANWISE_COST_PROVISIONED: {
      type: 'map',
      about:
        'What a process is given and paid for, such as `vcpu=0.5,gib=1`: with `SPANWISE_COST_COMPUTE` what is idle of it is a row of its own.',
    },
    SPANWISE_COST_ALIASES: {
      type: 'list',
      values: ['semconv-443', 'openinference', 'langfuse', 'sentry', 'logfire', 'none'],
      default: ['semconv-443'],
      about: 'Further names under which the cost of inference is written on spans.',
    },
    SPANWISE_COST_CENTER: {
      type: 'string',
      about: 'The cost center of the service, as the resource attribute `service.instance.cost_center.id`.',
    },
    SPANWISE_COST_OWNER_HEADERS: {
      type: 'map',
      about:
        'Headers that name who pays for a request, such as `tenant=x-tenant-id`; `team` and `cost_center` too. Only headers that your own edge sets or strips.',
    },
    SPANWISE_COST_OWNER_CLAIMS: {
      type: 'map',
      about:
        'Claims of the bearer token that do, such as `tenant=org_id`. The token is not verified: the program has to refuse wrong ones.',
    },
    SPANWISE_COST_OWNER_ROUTES: {
      type: 'map',
      about: 'Cost centers of routes, such as `/reports/*=cc-12`, where nothing else names an owner.',
    },
    SPANWISE_COST_INTERNAL_HOSTS: {
      type: 'list',
      open: true,
      default: [],
      about:
        'Hosts that are told who pays, in baggage: names, `*.` and the end of names, ranges of addresses. Others never are.',
    },
    SPANWISE_COST_TRUST: {
      type: 'enum',
      values: ['nobody', 'peers', 'all'],
      default: 'nobody',
      about:
        'Whose baggage may name who pays: `peers` are those of `SPANWISE_COST_TRUSTED_PEERS`; `all` is for a service that no outsider reaches.',
    },
    SPANWISE_COST_TRUSTED_PEERS: {
      type: 'list',
      open: true,
      default: [],
      about: 'Addresses of peers that may, as ranges such as `10.0.0.0/8`.',
    },
    SPANWISE_COST_OWNER_KEYS: {
      type: 'list',
      open: true,
      secret: true,
      default: [],
      about: 'Keys by which owners in baggage are proved; the first one signs, all of them are believed.',
    },
  },
} as const;
