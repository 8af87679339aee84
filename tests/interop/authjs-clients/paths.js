// Stands in for SvelteKit's `$app/paths`: `base` is empty unless an application sets `kit.paths.base`.

export const base = '';
