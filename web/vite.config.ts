import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import vue from '@vitejs/plugin-vue'
import icons from 'unplugin-icons/vite'
import { defineConfig, type Plugin } from 'vite'

/** The service worker with the list of files that make the app's shell, and a name that changes when they do. */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    generateBundle(_, bundle) {
      const shell = new Set<string>()
      const visit = (file: string): void => {
        const chunk = bundle[file]
        if (shell.has(file) || !chunk) return
        shell.add(file)
        if (chunk.type === 'chunk') {
          chunk.imports.forEach(visit)
          ;(chunk.viteMetadata?.importedCss ?? []).forEach((css) => shell.add(css))
        }
      }
      const entries = Object.values(bundle).filter((one) => one.type === 'chunk' && one.isEntry && one.name === 'app')
      entries.forEach((one) => visit(one.fileName))
      const files = [...shell].sort()
      const version = createHash('sha256').update(files.join()).digest('hex').slice(0, 10)
      const source = readFileSync('src/lib/sw.js', 'utf8')
        .replace('__VERSION__', version)
        .replace('__FILES__', JSON.stringify(files.map((file) => `/${file}`)))
      this.emitFile({ type: 'asset', fileName: 'sw.js', source })
    },
  }
}

/**
 * Which modules the app needs before its first screen: those that any screen of the console uses too, and its own.
 * Whoever loads the app's own file starts the app, so the console must find nothing in it.
 */
const first = new Map<string, 'common' | 'first'>()
function findFirst(): Plugin {
  return {
    name: 'find-first',
    apply: 'build',
    buildEnd() {
      const reached = (entry: string, later: boolean): Set<string> => {
        const found = new Set<string>()
        const visit = (id: string): void => {
          if (found.has(id)) return
          found.add(id)
          const known = this.getModuleInfo(id)
          known?.importedIds.forEach(visit)
          if (later) known?.dynamicallyImportedIds.forEach(visit)
        }
        const start = [...this.getModuleIds()].find((id) => id.endsWith(entry))
        if (start) visit(start)
        return found
      }
      const others = reached('/console.html', true)
      // The list of all operations leads to the console's own, too, of which the app calls none.
      const called = [...reached('/index.html', false)].filter((id) => !id.endsWith('/api/console.gen.ts'))
      for (const id of called) first.set(id, others.has(id) ? 'common' : 'first')
    },
  }
}

/** Icons of the first screen, which the server writes before any script has run. */
const FIRST_ICONS = [
  'magnifying-glass', 'plus-bold', 'heart-fill', 'seal-check-fill', 'dots-three-bold',
  'chat-teardrop-dots', 'users', 'compass-fill', 'storefront', 'user',
]

/** What the server needs to know of the app: icons of the first screen, and every address of the router. */
function forTheServer(): Plugin {
  return {
    name: 'for-the-server',
    apply: 'build',
    generateBundle() {
      const set = JSON.parse(readFileSync('node_modules/@iconify-json/ph/icons.json', 'utf8')) as { icons: Record<string, { body: string }> }
      const icons = Object.fromEntries(FIRST_ICONS.map((name) => [name, set.icons[name]!.body]))
      const files = ['src/app/router.ts', ...readdirSync('src/app/routes').map((name) => `src/app/routes/${name}`)]
      const written = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/path: '([^']+)'/g)].map((found) => found[1]!))
      const addresses = written.filter((path) => !path.includes('(.*)')).sort()
      this.emitFile({ type: 'asset', fileName: 'server.json', source: JSON.stringify({ icons, addresses }) })
    },
  }
}

/**
 * The two files of the first screen are read whole by the browser's own helper while they arrive; without this hint each
 * function is read when it is first called, by the thread that answers fingers.
 */
function readAhead(): Plugin {
  return {
    name: 'read-ahead',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        for (const one of Object.values(bundle)) {
          if (one.type === 'chunk' && ['app', 'common'].includes(one.name)) one.code = `//# allFunctionsCalledOnLoad\n${one.code}`
        }
      },
    },
  }
}

export default defineConfig({
  plugins: [vue({ template: { transformAssetUrls: false } }), icons({ compiler: 'vue3', scale: 1 }), serviceWorker(), forTheServer(), findFirst(), readAhead()],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' },
  resolve: { alias: { '@': new URL('./src', import.meta.url).pathname } },
  build: {
    target: 'es2022',
    manifest: true,
    license: { fileName: 'licenses.md' },
    chunkSizeWarningLimit: 700,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { app: 'index.html', console: 'console.html' },
      // Two files for the first screen instead of one for each combination of screens that share something with it.
      output: { codeSplitting: { groups: [{ debugName: 'first screen', name: (id: string) => first.get(id) ?? null, includeDependenciesRecursively: false }] } },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ['/v1', '/media', '/sandbox', '/problems'].map((path) => [
        path,
        { target: process.env.ZHONGCAO_API ?? 'http://127.0.0.1:8765', changeOrigin: false },
      ]),
    ),
  },
  test: { include: ['tests/**/*.test.ts'] },
} as Parameters<typeof defineConfig>[0])
