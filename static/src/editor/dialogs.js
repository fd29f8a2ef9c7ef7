// What a tool asks before it puts something in: an address, a piece of evidence, another item.
import { NodeSelection } from '@tiptap/pm/state'

import { ADDRESS } from './schema.js'

const PAUSE = 250

class Asking {
  constructor(dialog, editor) {
    this.dialog = dialog
    this.editor = editor
    this.form = dialog.querySelector('form')
    this.error = dialog.querySelector('[data-error]')
    document.body.append(dialog)
    this.form.addEventListener('submit', (event) => {
      event.preventDefault()
      if (this.given()) this.close()
    })
    dialog.querySelector('[data-cancel]').addEventListener('click', () => this.close())
    dialog.addEventListener('cancel', (event) => {
      event.preventDefault()
      this.close()
    })
  }

  get tool() {
    return { run: () => this.open(), on: this.on, asks: true }
  }

  open() {
    this.said('')
    this.form.reset()
    this.prepare()
    // A dialog gives the focus back to where it was: to the text, also where a browser closes the
    // dialog by itself. A key that follows at once would else press the tool again.
    this.editor.view.focus()
    this.dialog.showModal()
  }

  close() {
    this.dialog.close()
    // At once, not when the browser says "close": what is typed by then needs the cursor's place.
    this.editor.view.focus()
  }

  field(name) {
    return this.form.elements.namedItem(name)
  }

  said(words) {
    this.error.textContent = words
    this.error.hidden = !words
  }

  // The chip of this kind that is selected, if one is.
  chip(name) {
    const { selection } = this.editor.state
    return selection instanceof NodeSelection && selection.node.type.name === name ? selection.node.attrs : null
  }
}

export class LinkDialog extends Asking {
  on = (editor) => editor.isActive('link')

  prepare() {
    this.field('address').value = this.editor.getAttributes('link').href ?? ''
    const hasWords = !this.editor.state.selection.empty || this.editor.isActive('link')
    this.form.querySelector('[data-words]').hidden = hasWords
    this.form.querySelector('[data-remove]').hidden = !this.editor.isActive('link')
    this.form.querySelector('[data-remove]').onclick = () => {
      this.editor.chain().extendMarkRange('link').unsetMark('link').run()
      this.close()
    }
  }

  given() {
    const typed = this.field('address').value.trim()
    const href = this.completed(typed)
    if (!ADDRESS.test(href)) {
      this.said(this.dialog.dataset.wrong)
      this.field('address').focus()
      return false
    }
    const chain = this.editor.chain()
    if (!this.form.querySelector('[data-words]').hidden) {
      const text = this.field('words').value.trim() || href
      return chain.insertContent({ type: 'text', text, marks: [{ type: 'link', attrs: { href } }] }).run()
    }
    return chain.extendMarkRange('link').setMark('link', { href }).run()
  }

  completed(typed) {
    if (/^[a-z][a-z0-9+.-]*:/i.test(typed)) return typed
    return /^[^\s@/]+@[^\s@/]+$/.test(typed) ? `mailto:${typed}` : `https://${typed}`
  }
}

class Choosing extends Asking {
  constructor(dialog, editor, address) {
    super(dialog, editor)
    this.address = address
    this.list = dialog.querySelector('[data-found]')
    this.count = dialog.querySelector('[data-count]')
    this.field('q').addEventListener('input', () => {
      clearTimeout(this.timer)
      this.timer = setTimeout(() => this.find(), PAUSE)
    })
  }

  prepare() {
    this.list.replaceChildren()
    this.count.textContent = ''
    this.find()
  }

  async find() {
    this.asking?.abort()
    this.asking = new AbortController()
    const query = new URLSearchParams({ q: this.field('q').value, cited: this.cited ? '1' : '' })
    try {
      const response = await fetch(`${this.address}?${query}`, { signal: this.asking.signal, redirect: 'manual' })
      if (!response.ok) throw new Error(response.status)
      this.show(await response.json())
    } catch (error) {
      if (error.name !== 'AbortError') this.count.textContent = this.count.dataset.failed
    }
  }

  show({ items, more }) {
    const kept = this.field('ref')?.value || this.before
    this.list.replaceChildren(...items.map((item) => this.choice(item, item.reference === kept || items.length === 1)))
    const { none, some, many } = this.count.dataset
    this.count.textContent = items.length ? (more ? many : some).replace('{count}', items.length) : none
  }

  choice({ reference, title }, checked) {
    const template = this.dialog.querySelector('template').content.cloneNode(true)
    const input = template.querySelector('input')
    const label = template.querySelector('label')
    input.value = reference
    input.checked = checked
    input.id = label.htmlFor = `${this.list.id}-${reference}`
    label.textContent = `${reference} ${title}`
    return template
  }

  chosen() {
    const reference = this.form.querySelector('input[name=ref]:checked')?.value
    if (!reference) {
      this.said(this.dialog.dataset.wrong)
      this.field('q').focus()
    }
    return reference
  }
}

export class CiteDialog extends Choosing {
  cited = true

  prepare() {
    const chip = this.chip('citation')
    this.before = chip?.ref
    if (chip) {
      this.field('q').value = chip.ref
      this.field('locator').value = chip.locator
      this.form.querySelector(`input[name=relation][value=${chip.relation}]`).checked = true
    }
    super.prepare()
  }

  given() {
    const ref = this.chosen()
    if (!ref) return false
    const locator = this.field('locator').value.replace(/[[\]\n]/g, '').trim()
    const attrs = { ref, relation: this.field('relation').value, locator }
    return this.editor.chain().insertContent({ type: 'citation', attrs }).run()
  }
}

export class ReferDialog extends Choosing {
  cited = false

  prepare() {
    this.before = this.chip('item')?.ref
    if (this.before) this.field('q').value = this.before
    super.prepare()
  }

  given() {
    const ref = this.chosen()
    return Boolean(ref) && this.editor.chain().insertContent({ type: 'item', attrs: { ref } }).run()
  }
}
