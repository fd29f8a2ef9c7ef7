// Keeps what somebody types into a form, and tells others that they are there. A form works
// without this file; what it kept is offered by the server when the form is opened again.

// Milliseconds from a change to its being sent: after a pause, and at the longest. A crash may
// lose two seconds of typing; what is left of them is the way to the server.
const PAUSE = 700
const LONGEST_WAIT = 1300
const TOO_SOON = 1000
const AFTER_FAILURE = 5000
const HEARTBEAT = 20000
// Browsers finish sending this many bytes after a page is gone.
const KEPT_ALIVE = 60000

const PAGE_IS_GONE = 'pagehide'

class Autosave {
  constructor(root) {
    this.root = root
    this.form = root.querySelector('form')
    this.when = root.querySelector('[data-autosave-when]')
    this.failed = root.querySelector('[data-autosave-failed]')
    this.changedAt = null
    this.timer = null
    this.sending = null
    this.stopped = false
    this.form.addEventListener('input', () => this.changed())
    this.form.addEventListener('change', () => this.changed())
    this.form.addEventListener('submit', () => this.stop())
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.flush()
    })
    window.addEventListener(PAGE_IS_GONE, () => this.flush())
    // "Back" may bring the page as it was left, also after it was sent and the answer was lost.
    window.addEventListener('pageshow', (event) => {
      if (event.persisted) this.stopped = false
    })
  }

  changed() {
    if (this.stopped) return
    this.changedAt ??= performance.now()
    const left = this.changedAt + LONGEST_WAIT - performance.now()
    this.sendIn(Math.max(0, Math.min(PAUSE, left)))
  }

  sendIn(milliseconds) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.send(), milliseconds)
  }

  stop() {
    this.stopped = true
    clearTimeout(this.timer)
    // A copy that arrives after the form itself would be offered as unsaved.
    this.sending?.abort()
  }

  flush() {
    if (this.stopped || this.changedAt === null) return
    clearTimeout(this.timer)
    this.sending?.abort()
    this.send()
  }

  typed() {
    const answers = new URLSearchParams()
    for (const [name, value] of new FormData(this.form)) {
      if (typeof value === 'string') answers.append(name, value)
    }
    return answers.toString()
  }

  async send() {
    const body = this.typed()
    const sending = new AbortController()
    this.sending = sending
    const since = this.changedAt
    this.changedAt = null
    try {
      const response = await fetch(this.root.dataset.autosave, {
        method: 'POST',
        body,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8' },
        keepalive: body.length < KEPT_ALIVE,
        redirect: 'manual',
        signal: sending.signal,
      })
      this.answered(response, since)
    } catch (error) {
      if (error.name !== 'AbortError') this.notKept(this.root.dataset.notKept, since)
    }
  }

  answered(response, since) {
    if (response.ok) {
      this.failed.textContent = ''
      const clock = new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' })
      this.when.textContent = `${this.root.dataset.kept} ${clock}.`
      this.when.hidden = false
    } else if (response.status === 429) {
      this.again(since, TOO_SOON)
    } else if (response.type === 'opaqueredirect') {
      this.notKept(this.root.dataset.signedOut, since)
    } else {
      this.notKept(this.root.dataset.notKept, since)
    }
  }

  notKept(words, since) {
    // A live region that is set again is read out again.
    if (this.failed.textContent !== words) this.failed.textContent = words
    this.when.hidden = true
    this.again(since, AFTER_FAILURE)
  }

  again(since, milliseconds) {
    if (this.stopped) return
    this.changedAt ??= since
    this.sendIn(milliseconds)
  }
}

class Presence {
  constructor(region) {
    this.region = region
    this.token = document.querySelector('input[name=csrfmiddlewaretoken]')?.value ?? ''
    this.beat()
    setInterval(() => this.beat(), HEARTBEAT)
    document.addEventListener('visibilitychange', () => this.beat())
    window.addEventListener(PAGE_IS_GONE, () => {
      navigator.sendBeacon(this.region.dataset.lease, this.said({ closed: '1' }))
    })
  }

  said(more = {}) {
    return new URLSearchParams({ csrfmiddlewaretoken: this.token, ...more })
  }

  async beat() {
    // Nobody is at work in a tab that is out of sight: the lease runs out by itself.
    if (document.visibilityState === 'hidden') return
    try {
      const response = await fetch(this.region.dataset.lease, {
        method: 'POST',
        body: this.said(),
        redirect: 'manual',
      })
      if (!response.ok) return
      const { words } = await response.json()
      if (this.region.textContent !== words) this.region.textContent = words
    } catch {
      // Without the network there is nobody to tell. The next beat tries again.
    }
  }
}

export function startDrafting() {
  for (const root of document.querySelectorAll('[data-autosave]')) new Autosave(root)
  for (const region of document.querySelectorAll('[data-lease]')) new Presence(region)
}
