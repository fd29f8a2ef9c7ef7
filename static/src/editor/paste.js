// What is pasted, made into what a text may be made of. Word and others keep lists as paragraphs,
// bold as a style and much else besides: structure is kept, the rest is dropped.
import { LEVELS } from './schema.js'

const DROPPED = 'style, script, meta, link, title, xml, img, svg, video, audio, object, iframe, input, button, select, textarea, del, hr'
const BLOCKS = 'address, article, aside, blockquote, dd, div, dl, dt, figure, footer, h1, h2, h3, h4, h5, h6, header, li, main, ol, p, pre, section, ul'
const DEEPEST = 4
const FIRST = 'html > body'

export function cleaned(html) {
  if (html.includes('data-pm-slice')) return html
  // Styles are refused by the Content-Security-Policy also where nothing is shown.
  const bare = html.replace(/<style\b[^>]*>[^]*?(<\/style\s*>|$)/gi, '')
  const quiet = bare.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, ' data-style='))
  const page = new DOMParser().parseFromString(quiet, 'text/html')
  const { body } = page
  for (const element of body.querySelectorAll(DROPPED)) element.remove()
  for (const marker of body.querySelectorAll('[data-style*="mso-element:comment"], [data-style*="display:none"], [data-style*="mso-hide:all"]')) marker.remove()
  marks(body)
  headings(body)
  wordLists(body)
  nestedLists(body)
  for (const table of [...body.querySelectorAll('table')].reverse()) flatten(table)
  for (const odd of body.querySelectorAll('*')) if (odd.tagName.includes(':')) odd.replaceWith(...odd.childNodes)
  return page.querySelector(FIRST).innerHTML
}

const style = (element) => (element.dataset.style ?? '').toLowerCase().replace(/\s/g, '')

function wrapped(element, name) {
  const mark = element.ownerDocument.createElement(name)
  mark.append(...element.childNodes)
  element.append(mark)
}

function renamed(element, name) {
  const other = element.ownerDocument.createElement(name)
  other.append(...element.childNodes)
  element.replaceWith(other)
  return other
}

function marks(body) {
  for (const span of body.querySelectorAll('span[data-style]')) {
    if (/font-weight:(bold|[6-9]00)/.test(style(span))) wrapped(span, 'b')
    if (/font-style:italic/.test(style(span))) wrapped(span, 'i')
  }
  for (const bold of body.querySelectorAll('b, strong')) {
    if (/font-weight:(normal|400)/.test(style(bold))) bold.replaceWith(...bold.childNodes)
  }
}

// The first level of another document is the first that a text here has, and below a heading comes
// the next level, as scp/core/richtext/shaping.py has it: what is seen is what will be saved.
function headings(body) {
  for (const p of body.querySelectorAll('p')) {
    const level = /^Mso(?:Heading([1-9])|(Title))$/.exec(p.className)
    if (level) renamed(p, `h${Math.min(Number(level[1] ?? 1), 6)}`)
  }
  const above = []
  for (const heading of [...body.querySelectorAll('h1, h2, h3, h4, h5, h6')]) {
    const original = Number(heading.tagName[1])
    while (above.at(-1)?.original >= original) above.pop()
    const deepest = above.length ? above.at(-1).level + 1 : LEVELS.at(-1)
    const level = Math.min(LEVELS[0] - 1 + original, deepest, LEVELS.at(-1))
    above.push({ original, level })
    const strongs = heading.querySelectorAll('b, strong')
    for (const bold of strongs) bold.replaceWith(...bold.childNodes)
    renamed(heading, `h${level}`)
  }
}

// Word: <p style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">a.</span>Words</p>
function wordLists(body) {
  const items = [...body.querySelectorAll('p')].filter((p) => /mso-list:l\d+level\d+/.test(style(p)))
  for (const first of items) {
    if (!first.isConnected) continue
    const run = []
    for (let p = first; p && items.includes(p); p = p.nextElementSibling) run.push(p)
    const list = nested(run.map(wordItem), 1)
    first.before(...list)
    for (const p of run) p.remove()
  }
}

function wordItem(p) {
  const level = Math.min(Number(/level(\d+)/.exec(style(p))[1]), DEEPEST)
  const marker = [...p.querySelectorAll('span')].find((span) => style(span).includes('mso-list:ignore'))
  const number = /^[(]?(\d+|[a-z]+)[.)]/i.exec(marker?.textContent.trim() ?? '')
  marker?.remove()
  return { level, name: number ? 'ol' : 'ul', start: number ? Number(number[1]) || 1 : 1, words: [...p.childNodes], page: p.ownerDocument }
}

// Items of one level or deeper as lists; those that are deeper go into the item before them.
function nested(items, level) {
  const lists = []
  for (let at = 0; at < items.length; ) {
    const item = items[at]
    let list = lists.at(-1)
    if (list?.localName !== item.name) {
      list = item.page.createElement(item.name)
      if (item.name === 'ol' && item.start !== 1) list.setAttribute('start', item.start)
      lists.push(list)
    }
    const li = item.page.createElement('li')
    li.append(...item.words)
    list.append(li)
    let end = at + 1
    while (end < items.length && items[end].level > level) end += 1
    li.append(...nested(items.slice(at + 1, end), level + 1))
    at = end
  }
  return lists
}

function nestedLists(body) {
  for (const list of body.querySelectorAll(':is(ul, ol) > :is(ul, ol)')) list.previousElementSibling?.append(list)
  const deep = `${'li '.repeat(DEEPEST)} :is(ul, ol)`
  for (const list of [...body.querySelectorAll(deep)].reverse()) list.closest('li').after(...list.children)
}

// A table of rows of equal length, the first of them its head, each cell one line.
function flatten(table) {
  const page = table.ownerDocument
  for (const caption of table.querySelectorAll('caption')) table.before(renamed(caption, 'p'))
  if (table.parentElement.closest('table')) {
    table.replaceWith(...[...table.querySelectorAll('td, th')].flatMap((cell) => [...cell.childNodes, ' ']))
    return
  }
  const rows = [...table.querySelectorAll('tr')]
  for (const [index, row] of rows.entries()) {
    for (const cell of [...row.cells]) {
      const wide = Math.min(cell.colSpan, 20)
      for (let more = 1; more < wide; more += 1) cell.after(page.createElement('td'))
      for (let down = 1; down < cell.rowSpan && rows[index + down]; down += 1) {
        const below = rows[index + down]
        below.insertBefore(page.createElement('td'), below.cells[cell.cellIndex] ?? null)
      }
    }
  }
  const width = Math.max(...rows.map((row) => row.cells.length))
  for (const [index, row] of rows.entries()) {
    while (row.cells.length < width) row.append(page.createElement('td'))
    for (const cell of [...row.cells]) oneLine(renamed(cell, index ? 'td' : 'th'))
  }
}

function oneLine(cell) {
  for (const end of cell.querySelectorAll('br')) end.replaceWith(' ')
  for (const block of [...cell.querySelectorAll(BLOCKS)].reverse()) block.replaceWith(...block.childNodes, ' ')
}
