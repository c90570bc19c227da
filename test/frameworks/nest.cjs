/**
 * The controllers of the Nest programs, for both platforms and module systems. Decorators are called as TypeScript would
 * call them.
 */
module.exports = function createModule({ Controller, Get, Module, Param }, askPeer) {
  class Root {
    user(userId) {
      return { user: userId };
    }
    peer() {
      return askPeer();
    }
    fail() {
      throw new Error('broken on purpose');
    }
  }
  route(Root, 'user', '/users/:userId', 'userId');
  route(Root, 'peer', '/peer');
  route(Root, 'fail', '/fail');
  Controller()(Root);

  class Items {
    item(itemId) {
      return { item: itemId };
    }
  }
  route(Items, 'item', '/items/:itemId', 'itemId');
  Controller('/api/:version')(Items);

  class App {}
  Module({ controllers: [Root, Items] })(App);
  return App;

  function route({ prototype }, name, path, parameter) {
    Get(path)(prototype, name, Object.getOwnPropertyDescriptor(prototype, name));
    if (parameter) Param(parameter)(prototype, name, 0);
  }
};
