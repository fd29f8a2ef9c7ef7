// Turns a textarea for Markdown into an editor of the same text. The page works without this file:
// what the editor sends, and the Markdown that it begins with, are turned into each other on the
// server (scp/core/richtext).
import { Editor } from '@tiptap/core'

import { CiteDialog, LinkDialog, ReferDialog } from './dialogs.js'
import { cleaned } from './paste.js'
import { closed, extensions } from './schema.js'
import { Toolbar } from './toolbar.js'

function start(root) {
  const textarea = root.querySelector('textarea')
  const parts = root.querySelector('template').content.cloneNode(true)
  const place = parts.querySelector('[data-editor]')
  const text = place.querySelector('[data-text]')
  const { id, name, form } = textarea
  const editor = new Editor({
    element: text,
    injectCSS: false,
    content: JSON.parse(root.dataset.document),
    extensions: extensions({ words: { contradicts: root.dataset.contradicts, gap: root.dataset.gap }, kinds: root.dataset.kinds.split(' ') }),
    editorProps: { attributes: attributes(root, textarea), transformPastedHTML: cleaned, handleDOMEvents: { keydown: lookForTheCursor } },
  })
  const ask = (which, Dialog) => new Dialog(parts.querySelector(`[data-dialog=${which}]`), editor, root.dataset.references).tool
  const tools = { link: ask('link', LinkDialog), cite: ask('cite', CiteDialog), refer: ask('refer', ReferDialog) }
  const toolbar = new Toolbar(place.querySelector('[role=toolbar]'), editor, tools)

  // Both ways of asking a form what is in it, sending it and keeping it, come by here.
  form.addEventListener('formdata', (event) => {
    event.formData.set(`${name}-document`, JSON.stringify(closed(editor.getJSON())))
  })
  editor.on('update', () => place.dispatchEvent(new Event('input', { bubbles: true })))
  editor.view.dom.addEventListener('keydown', (event) => {
    if (event.altKey && event.key === 'F10') {
      event.preventDefault()
      toolbar.focus()
    }
  })
  for (const label of root.querySelectorAll('label')) {
    if (label.htmlFor === id) label.addEventListener('click', () => editor.view.focus())
  }
  textarea.replaceWith(place)
  for (const help of root.querySelectorAll('[data-markdown-help]')) help.hidden = true
}

// Browsers say that the cursor moved some time after it did, and on a busy machine the next key is
// there first: Backspace would delete where the cursor was. So the editor looks before each key.
function lookForTheCursor(view) {
  if (!view.composing) view.dom.ownerDocument.dispatchEvent(new Event('selectionchange'))
  return false
}

function attributes(root, textarea) {
  const label = root.querySelector('label')
  label.id ||= `${textarea.id}-label`
  const help = root.querySelector('template').content.querySelector('[data-editor-help]').id
  const wrong = textarea.classList.contains('govuk-textarea--error')
  return {
    id: textarea.id,
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-labelledby': label.id,
    'aria-describedby': [textarea.getAttribute('aria-describedby'), help].filter(Boolean).join(' '),
    ...(wrong ? { 'aria-invalid': 'true' } : {}),
    class: 'scp-editor__text scp-prose',
  }
}

for (const root of document.querySelectorAll('[data-rich-text]')) start(root)
