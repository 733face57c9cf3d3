import { describe, expect, it } from 'vitest';
import { type Lockfile, missingOptionalPackages } from '../../scripts/lockfile.ts';
import { readRepositoryFile, repositoryFiles } from '../support/repository.ts';

/** Written so that this file does not hold what it forbids. */
const PUBLIC_REGISTRIES = ['registry.npm' + 'js.org', 'registry.yarn' + 'pkg.com', 'files.python' + 'hosted.org'];

const TEXT = /\.(ts|tsx|mts|mjs|js|json|md|txt|toml|yml|yaml|py|sh|css|html|sql)$|(^|\/)(\.npmrc|run)$/;

/** Hosts this machine installs from, whatever they are: a lockfile made here must not carry them elsewhere. */
function configuredHosts(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const urls = ['npm_config_registry', 'NPM_CONFIG_REGISTRY', 'PIP_INDEX_URL', 'UV_INDEX_URL'];
  return urls.flatMap((name) => {
    const url = environment[name] ?? '';
    return URL.canParse(url) ? [new URL(url).host] : [];
  });
}

describe('packages', () => {
  const lockfiles = repositoryFiles().filter((path) => path.endsWith('package-lock.json'));

  it('no lockfile says where a package was downloaded from', () => {
    expect(lockfiles).toContain('package-lock.json');
    for (const path of lockfiles) {
      const packages: Record<string, { resolved?: string }> = JSON.parse(readRepositoryFile(path)).packages;
      expect(Object.values(packages).filter((entry) => entry.resolved !== undefined)).toEqual([]);
    }
  });

  it('every lockfile holds the binaries of every platform, without which `npm ci` refuses it', () => {
    for (const path of lockfiles) {
      const missing = missingOptionalPackages(JSON.parse(readRepositoryFile(path)) as Lockfile);
      expect(missing.map(({ name }) => name)).toEqual([]);
    }
  });

  it('looks for an optional package where Node would', () => {
    const wanting = { optionalDependencies: { bin: '1.0.0' } };
    const lock = (packages: Lockfile['packages']) => missingOptionalPackages({ packages });
    expect(lock({ '': {}, 'node_modules/a': wanting })).toMatchObject([{ name: 'bin', version: '1.0.0' }]);
    expect(lock({ '': {}, 'node_modules/a': wanting, 'node_modules/bin': {} })).toEqual([]);
    expect(lock({ '': {}, 'node_modules/a': wanting, 'node_modules/a/node_modules/bin': {} })).toEqual([]);
    expect(lock({ '': {}, 'node_modules/b/node_modules/a': wanting, 'node_modules/b/node_modules/bin': {} })).toEqual(
      [],
    );
    expect(lock({ '': {}, 'node_modules/a': wanting, 'node_modules/b/node_modules/bin': {} })).toHaveLength(1);
  });

  it('every lockfile has an .npmrc beside it that keeps it so', () => {
    for (const path of lockfiles) {
      const npmrc = readRepositoryFile(path.replace(/package-lock\.json$/, '.npmrc'));
      expect(npmrc).toContain('omit-lockfile-registry-resolved=true\n');
      expect(npmrc).not.toMatch(/registry\s*=/);
    }
  });

  it('no file names a registry host', () => {
    const hosts = [...PUBLIC_REGISTRIES, ...configuredHosts(process.env)];
    const naming = repositoryFiles()
      .filter((path) => TEXT.test(path))
      .filter((path) => hosts.some((host) => readRepositoryFile(path).includes(host)));
    expect(naming).toEqual([]);
  });

  it("takes this machine's registries from its environment", () => {
    expect(configuredHosts({ npm_config_registry: 'https://mirror.example:8443/npm/', PIP_INDEX_URL: '' })).toEqual([
      'mirror.example:8443',
    ]);
  });

  it('every version in package.json is exact', () => {
    for (const path of repositoryFiles().filter((file) => /(^|\/)package\.json$/.test(file))) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(readRepositoryFile(path));
      const versions: string[] = Object.values({ ...dependencies, ...devDependencies });
      expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
    }
  });

  it('every Python requirement is pinned', () => {
    for (const path of repositoryFiles().filter((file) => file.endsWith('requirements.txt'))) {
      const lines = readRepositoryFile(path)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'));
      expect(lines.filter((line) => !/^[\w.[\]-]+==\S+$/.test(line))).toEqual([]);
    }
  });
});
