// Checks the built site: every page of docs is there, the search finds it, and pages and styles load nothing from another host.
import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { join, relative } from 'node:path'

const files = folder =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))

const built = 'target/site'
const complaints = []
const pages = files('../docs').filter(file => file.endsWith('.md')).map(file => relative('../docs', file).replace(/\.md$/, ''))
const search = files(join(built, 'assets')).filter(file => file.includes('localSearchIndex')).map(file => readFileSync(file, 'utf8')).join()

for (const page of pages) {
  const file = join(built, `${page}.html`)
  if (!existsSync(file)) {
    complaints.push(`${page} is missing`)
    continue
  }
  const html = readFileSync(file, 'utf8')
  for (const [, url] of html.matchAll(/<(?:script|link|img|iframe)[^>]+(?:src|href)="((?:https?:)?\/\/[^"]+)"/g)) {
    complaints.push(`${page} loads ${url}`)
  }
  if (!html.includes('<h1')) complaints.push(`${page} has no title`)
  if (page !== 'index' && !search.includes(`"/${page}#`)) complaints.push(`the search does not find ${page}`)
}

for (const file of files(join(built, 'assets')).filter(file => file.endsWith('.css'))) {
  for (const [, url] of readFileSync(file, 'utf8').matchAll(/(?:url\(|@import )["']?((?:https?:)?\/\/[^"')]+)/g)) {
    complaints.push(`${file} loads ${url}`)
  }
}

if (complaints.length > 0) {
  console.error(complaints.join('\n'))
  process.exit(1)
}
console.log(`site: ${pages.length} pages, in site/${built}`)
