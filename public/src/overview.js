// The overview: ages by the viewer's clock, and finding hosts.
import { keepAges } from './age.js';
import { zone } from './clock.js';
import { useFilter } from './filter.js';

keepAges();
for (const element of document.querySelectorAll('.zone')) element.textContent = zone(Date.now());
const form = document.querySelector('.find');
if (form) useFilter(form, Array.from(document.querySelectorAll('[data-host]')));
document.documentElement.dataset.ready = '1';
