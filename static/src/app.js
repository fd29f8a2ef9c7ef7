// Behaviours of the components. Every page works without this file.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from 'govuk-frontend'

import { startDrafting } from './drafting.js'

// The upstream template does this in an inline script, which our Content-Security-Policy refuses.
document.body.classList.add('js-enabled', 'govuk-frontend-supported')

for (const Component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(Component)
}

startDrafting()
