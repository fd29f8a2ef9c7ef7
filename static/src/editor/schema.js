// What a text may be made of: the same closed list as scp/core/richtext/schema.py.
import { InputRule, Mark, Node, callOrReturn, getExtensionField } from '@tiptap/core'
import { Blockquote } from '@tiptap/extension-blockquote'
import { Bold } from '@tiptap/extension-bold'
import { Document } from '@tiptap/extension-document'
import { HardBreak } from '@tiptap/extension-hard-break'
import { Heading } from '@tiptap/extension-heading'
import { Italic } from '@tiptap/extension-italic'
import { BulletList, ListItem, OrderedList } from '@tiptap/extension-list'
import { Paragraph } from '@tiptap/extension-paragraph'
import { Text } from '@tiptap/extension-text'
import { Gapcursor, TrailingNode, UndoRedo } from '@tiptap/extensions'
import { goToNextCell, isInTable, tableEditing } from '@tiptap/pm/tables'

export const LEVELS = [2, 3, 4]
export const ADDRESS = /^(https?|mailto|tel):[^\s<>\\]+$/i
const IN_ITEMS = '(paragraph | bulletList | orderedList)'
// Attributes that are part of the text; the rest is the editor's own book-keeping.
const KEPT = {
  heading: ['level'],
  orderedList: ['start'],
  tableHeader: ['align'],
  tableCell: ['align'],
  citation: ['ref', 'relation', 'locator'],
  item: ['ref'],
}

// A node of the editor as it is sent.
export function closed(node) {
  const sent = { type: node.type }
  if (node.type === 'text') {
    sent.text = node.text
    if (node.marks) sent.marks = node.marks.map(({ type, attrs }) => (type === 'link' ? { type, attrs: { href: attrs.href } } : { type }))
    return sent
  }
  const attrs = Object.fromEntries((KEPT[node.type] ?? []).map((name) => [name, node.attrs?.[name]]).filter(([, value]) => value != null))
  if (Object.keys(attrs).length) sent.attrs = attrs
  if (node.content) sent.content = node.content.map(closed)
  return sent
}

const Link = Mark.create({
  name: 'link',
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: 'a[href]', getAttrs: (a) => ADDRESS.test(a.getAttribute('href')) && null }],
  renderHTML: ({ HTMLAttributes }) => ['a', { ...HTMLAttributes, rel: 'noopener noreferrer' }, 0],
})

// Tab leads out of the text, so lists have other keys for it.
const Item = ListItem.extend({
  content: `paragraph ${IN_ITEMS}*`,
  addKeyboardShortcuts() {
    return {
      Enter: () => this.editor.commands.splitListItem(this.name),
      'Mod-]': () => indent(this.editor),
      'Mod-[': () => this.editor.commands.liftListItem(this.name),
    }
  },
})

const DEEPEST = 4

export function indent(editor) {
  const { $from } = editor.state.selection
  let depth = 0
  for (let level = $from.depth; level > 0; level -= 1) depth += $from.node(level).type.name === 'listItem'
  return depth < DEEPEST && editor.commands.sinkListItem('listItem')
}

const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  tableRole: 'table',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['table', ['tbody', 0]],
  addProseMirrorPlugins: () => [tableEditing()],
  extendNodeSchema: (extension) => ({ tableRole: callOrReturn(getExtensionField(extension, 'tableRole', extension)) }),
  addKeyboardShortcuts() {
    const { editor } = this
    const inTable = (act) => () => isInTable(editor.state) && act()
    // A cell holds one line.
    return {
      Enter: inTable(() => goToNextCell(1)(editor.state, editor.view.dispatch) || true),
      'Shift-Enter': inTable(() => true),
    }
  },
})

const Row = Node.create({
  name: 'tableRow',
  content: '(tableCell | tableHeader)*',
  tableRole: 'row',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
})

const own = (value) => ({ default: value, rendered: false, parseHTML: () => value })

const cell = (name, tag, tableRole) =>
  Node.create({
    name,
    content: 'paragraph',
    tableRole,
    isolating: true,
    addAttributes: () => ({
      colspan: own(1),
      rowspan: own(1),
      colwidth: own(null),
      align: {
        default: null,
        parseHTML: (element) => (element.dataset.align === 'right' ? 'right' : null),
        renderHTML: ({ align }) => (align ? { 'data-align': align, class: 'govuk-table__cell--numeric' } : {}),
      },
    }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, tag === 'th' ? { ...HTMLAttributes, scope: 'col' } : HTMLAttributes, 0],
  })

const data = (name, value = '') => ({
  default: value,
  parseHTML: (element) => element.getAttribute(`data-${name}`) ?? value,
  renderHTML: (attributes) => ({ [`data-${name}`]: attributes[name] }),
})

const chip = (name, attributes, shown, rule) =>
  Node.create({
    name,
    group: 'inline',
    inline: true,
    atom: true,
    addAttributes: () => attributes,
    parseHTML: () => [{ tag: `span[data-${name}]` }],
    renderHTML: ({ node, HTMLAttributes }) => ['span', { ...HTMLAttributes, [`data-${name}`]: '', class: 'scp-chip' }, shown(node.attrs)],
    renderText: ({ node }) => shown(node.attrs),
    addInputRules() {
      const handler = ({ state, range, match }) => {
        state.tr.replaceWith(range.from, range.to, this.type.create(rule.attributes(match)))
      }
      return [new InputRule({ find: rule.find, handler })]
    },
  })

// `words`: how a relation is said; `kinds`: the letters of items that can be referred to.
export function extensions({ words, kinds }) {
  const Citation = chip(
    'citation',
    { ref: data('ref'), relation: data('relation', 'supports'), locator: data('locator') },
    ({ ref, relation, locator }) => `[${[words[relation], ref].filter(Boolean).join(' ')}${locator ? `, ${locator}` : ''}]`,
    {
      find: /\[(?:(supports|contradicts|gap) )?(EV-0*[1-9][0-9]{0,6})(?:[ ,] *([^[\]\n]{1,200}))?\]$/,
      attributes: ([, relation, ref, locator]) => ({ ref, relation: relation ?? 'supports', locator: locator?.trim() ?? '' }),
    },
  )
  const Reference = chip('item', { ref: data('ref') }, ({ ref }) => ref, {
    find: new RegExp(`\\[((?:${kinds.join('|')})0*[1-9][0-9]{0,6})\\]$`),
    attributes: ([, ref]) => ({ ref }),
  })
  return [
    Document,
    Paragraph,
    Text,
    Bold,
    Italic,
    Link,
    HardBreak,
    Heading.configure({ levels: LEVELS }),
    Blockquote.extend({ content: `${IN_ITEMS}+` }),
    BulletList,
    OrderedList,
    Item,
    Table,
    Row,
    cell('tableHeader', 'th', 'header_cell'),
    cell('tableCell', 'td', 'cell'),
    Citation,
    Reference,
    UndoRedo,
    Gapcursor,
    TrailingNode,
  ]
}
