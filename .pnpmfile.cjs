// The node-* packages name their platform as a string (`"os": "linux"`); pnpm wants lists, and installs all of them without.
function readPackage(pkg) {
  if (/^node-(bin-)?(linux|darwin|win)-/.test(pkg.name)) {
    pkg.os = [pkg.os].flat();
    pkg.cpu = [pkg.cpu].flat();
  }
  return pkg;
}

module.exports = { hooks: { readPackage } };
