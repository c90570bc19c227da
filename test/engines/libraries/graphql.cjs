// GraphQL.js: queries with resolvers, lists, aliases, variables, mutations, and documents that are wrong.
const { trace } = require('@opentelemetry/api');
const { buildSchema, graphql, GraphQLObjectType, GraphQLSchema, GraphQLString } = require('graphql');
const { setTimeout: sleep } = require('node:timers/promises');

const tracer = trace.getTracer('shop');
const schema = buildSchema(`
  type Item { sku: String!, price: Int }
  type User { id: ID!, name: String, items(first: Int = 2): [Item!]! }
  type Query { user(id: ID!): User, users: [User!]!, fails: String }
  type Mutation { rename(id: ID!, name: String!): User }
`);
const user = (id, name = `user ${id}`) => ({
  id,
  name,
  async items({ first }) {
    await sleep(1);
    return ['a', 'b', 'c'].slice(0, first).map((sku) => ({ sku, price: () => Promise.resolve(5) }));
  },
});
const rootValue = {
  user: ({ id }) => user(id),
  users: async () => [user(1), user(2)],
  rename: ({ id, name }) => user(id, name),
  fails() {
    tracer.startSpan('in resolver').end();
    throw new Error('resolver failed');
  },
};
const ofClasses = new GraphQLSchema({
  query: new GraphQLObjectType({
    name: 'Query',
    fields: {
      hello: { type: GraphQLString, args: { to: { type: GraphQLString } }, resolve: (_, { to }) => `hello ${to}` },
    },
  }),
});

async function main() {
  const run = async (source, options) => {
    const { data, errors } = await graphql({ schema, source, rootValue, ...options });
    console.log(`${source}: ${JSON.stringify({ data, errors: errors?.map(({ message }) => message) })}`);
  };
  await run('{ user(id: 7) { id name } }');
  await run('query Users { users { id items { sku price } } }');
  await run('query One($id: ID!) { first: user(id: $id) { name } second: user(id: 2) { items(first: 1) { sku } } }', {
    variableValues: { id: '1' },
  });
  await run('mutation { rename(id: 1, name: "new") { name } }');
  await run('{ fails }');
  await run('{ user(id: 7) { missing } }');
  await run('{ broken');
  await run('query A { fails } query B { users { id } }', { operationName: 'B' });
  await run('query A { fails } query B { users { id } }');
  await run('{ hello(to: "you") }', { schema: ofClasses });
  await tracer.startActiveSpan('visit', async (span) => {
    await run('{ users { name } }');
    span.end();
  });
}
main();
