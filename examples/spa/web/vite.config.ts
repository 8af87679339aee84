import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The program that has the API and the library, while Vite serves the front end.
const api = 'http://localhost:3000';

export default defineConfig({
  plugins: [
    react(),
    {
      // The library serves its own module. It finds its routes by its address, so it must not become a part of the bundle.
      name: 'served by the library',
      enforce: 'pre',
      resolveId: (id) => (id === '/auth/client.js' ? { id, external: true } : null),
    },
  ],
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/auth': api, '/api': api },
    // Else Vite looks for that module ahead of the browser, and says that it is no file.
    preTransformRequests: false,
  },
});
