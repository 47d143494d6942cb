import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { sidebar } from './sidebar.mjs'

const repository = 'https://github.com/jit-peers/jit-peers'
const docs = fileURLToPath(new URL('../../docs', import.meta.url))

const module = file => fileURLToPath(new URL(`../node_modules/${file}`, import.meta.url))

// In the repository a page may link to a file outside docs, which the site does not have. The site links to the repository instead.
function outside(href, page) {
  if (/^(#|\w+:)/.test(href)) return undefined
  const target = path.relative(docs, path.resolve(docs, path.dirname(page), href))
  return target.startsWith('..') ? `${repository}/blob/main/${target.replaceAll('../', '')}` : undefined
}

function linkToRepository(md) {
  const open = md.renderer.rules.link_open
  md.renderer.rules.link_open = (tokens, index, options, env, self) => {
    const link = outside(tokens[index].attrGet('href'), env.relativePath)
    if (link) {
      tokens[index].attrSet('href', link)
    }
    return open ? open(tokens, index, options, env, self) : self.renderToken(tokens, index, options)
  }
}

export default defineConfig({
  title: 'JIT Peers',
  description: 'WireGuard peers, provisioned just in time',
  lang: 'en',
  srcDir: '../docs',
  outDir: './target/site',
  cleanUrls: true,
  // The pages are outside this folder, where their modules are not found.
  vite: {
    resolve: {
      alias: [
        { find: /^vue\/server-renderer$/, replacement: module('vue/server-renderer/index.mjs') },
        { find: /^vue$/, replacement: module('vue/dist/vue.runtime.esm-bundler.js') }
      ]
    }
  },
  // The folder of the server in which the site is.
  base: process.env.SITE_BASE ?? '/',
  // Wide tables get the room of the page's outline.
  transformPageData(page) {
    if (page.relativePath.startsWith('reference/')) page.frontmatter.aside = false
  },
  markdown: { config: linkToRepository, languageAlias: { nft: 'sh', cron: 'text' } },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    sidebar,
    nav: [
      { text: 'Tutorials', link: '/tutorials/gateway' },
      { text: 'Reference', link: '/reference/settings' },
      { text: 'Source', link: repository }
    ]
  }
})
