// The tools of a text: one stop of the Tab key, arrow keys between them (the ARIA toolbar pattern).
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, isInTable, selectedRect } from '@tiptap/pm/tables'
import { liftListItem } from '@tiptap/pm/schema-list'

import { indent } from './schema.js'

const ROWS = 3
const COLUMNS = 2

function insertTable(editor) {
  const cells = (type) => ({ type: 'tableRow', content: Array.from({ length: COLUMNS }, () => ({ type, content: [{ type: 'paragraph' }] })) })
  const content = Array.from({ length: ROWS }, (_, row) => cells(row ? 'tableCell' : 'tableHeader'))
  const at = editor.state.selection.from
  const done = editor.chain().insertContent({ type: 'table', content }).run()
  // The cursor goes into the first cell: the first place for words in what was put in.
  let first = null
  editor.state.doc.nodesBetween(Math.max(0, at - 1), editor.state.doc.content.size, (node, position) => {
    if (first === null && node.type.name === 'tableHeader' && position >= at - 2) first = position + 2
  })
  if (first !== null) editor.commands.setTextSelection(first)
  return done
}

// The cells of the column that the cursor is in.
function column(editor) {
  const { map, table, tableStart, left } = selectedRect(editor.state)
  return map.cellsInRect({ left, right: left + 1, top: 0, bottom: map.height }).map((at) => [tableStart + at, table.nodeAt(at)])
}

function isOfFigures(editor) {
  return isInTable(editor.state) && column(editor).every(([, cell]) => cell.attrs.align === 'right')
}

function toggleFigures(editor) {
  const align = isOfFigures(editor) ? null : 'right'
  return editor.commands.command(({ tr }) => {
    for (const [at, cell] of column(editor)) tr.setNodeMarkup(at, null, { ...cell.attrs, align })
    return true
  })
}

// The head of a table stays its first row.
function notTheHead(editor) {
  return isInTable(editor.state) && selectedRect(editor.state).top > 0
}

const table = (command) => (editor) => command(editor.state, editor.view.dispatch)
const block = (type, toggle, attributes) => ({ run: (editor) => toggle(editor.chain()).run(), on: (editor) => editor.isActive(type, attributes) })
const inList = (editor) => editor.isActive('listItem')

// What each tool does, when it is on (if it is one that is on or off), and when it can be used.
const TOOLS = {
  bold: block('bold', (chain) => chain.toggleBold()),
  italic: block('italic', (chain) => chain.toggleItalic()),
  'heading-2': block('heading', (chain) => chain.toggleHeading({ level: 2 }), { level: 2 }),
  'heading-3': block('heading', (chain) => chain.toggleHeading({ level: 3 }), { level: 3 }),
  'heading-4': block('heading', (chain) => chain.toggleHeading({ level: 4 }), { level: 4 }),
  bullets: block('bulletList', (chain) => chain.toggleBulletList()),
  numbers: block('orderedList', (chain) => chain.toggleOrderedList()),
  quotation: block('blockquote', (chain) => chain.toggleBlockquote()),
  indent: { run: indent, can: inList },
  outdent: { run: table(() => false), can: inList },
  table: { run: insertTable, can: (editor) => !isInTable(editor.state) && !inList(editor) && !editor.isActive('blockquote'), leaves: true },
  'row-add': { run: table(addRowAfter) },
  'row-remove': { run: table(deleteRow), can: notTheHead },
  'column-add': { run: table(addColumnAfter) },
  'column-remove': { run: table(deleteColumn) },
  figures: { run: toggleFigures, on: isOfFigures },
  'table-remove': { run: table(deleteTable), leaves: true },
  undo: { run: (editor) => editor.commands.undo(), can: (editor) => editor.can().undo() },
  redo: { run: (editor) => editor.commands.redo(), can: (editor) => editor.can().redo() },
}
TOOLS.outdent.run = (editor) => liftListItem(editor.schema.nodes.listItem)(editor.state, editor.view.dispatch)

export class Toolbar {
  // `asks`: tools that open a dialog, by name.
  constructor(element, editor, asks) {
    this.element = element
    this.editor = editor
    this.tools = { ...TOOLS, ...asks }
    this.buttons = [...element.querySelectorAll('button')]
    this.buttons[0].tabIndex = 0
    element.addEventListener('keydown', (event) => this.pressed(event))
    element.addEventListener('click', (event) => this.clicked(event))
    // The cursor stays where it is.
    element.addEventListener('mousedown', (event) => event.preventDefault())
    editor.on('transaction', () => this.update())
    this.update()
  }

  focus() {
    this.buttons.find((button) => button.tabIndex === 0).focus()
  }

  pressed(event) {
    const shown = this.buttons.filter((button) => !button.closest('[hidden]'))
    const at = shown.indexOf(document.activeElement)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
    if (event.key === 'Escape') this.editor.view.focus()
    else if (to === undefined || at < 0) return
    else this.moveTo(shown.at(to % shown.length))
    event.preventDefault()
  }

  moveTo(button) {
    for (const other of this.buttons) other.tabIndex = other === button ? 0 : -1
    button.focus()
  }

  clicked(event) {
    const button = event.target.closest('button')
    const tool = button && this.tools[button.dataset.tool]
    if (!tool || button.getAttribute('aria-disabled') === 'true') return
    const byKeyboard = document.activeElement === button
    tool.run(this.editor)
    if (tool.asks) return
    if (tool.leaves || !byKeyboard || button.closest('[hidden]')) this.editor.view.focus()
  }

  update() {
    const inTable = isInTable(this.editor.state)
    this.element.querySelector('[data-in-table]').hidden = !inTable
    for (const button of this.buttons) {
      const { on, can } = this.tools[button.dataset.tool]
      if (on) button.setAttribute('aria-pressed', String(on(this.editor)))
      if (can) button.setAttribute('aria-disabled', String(!can(this.editor)))
    }
    const current = this.buttons.find((button) => button.tabIndex === 0)
    if (current?.closest('[hidden]')) {
      current.tabIndex = -1
      this.buttons[0].tabIndex = 0
    }
  }
}

