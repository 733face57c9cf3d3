import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './ui/tokens.css';
import './ui/base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createQueryClient } from './data/query-client.ts';
import { applyTheme } from './data/theme.ts';
import { router } from './routes.tsx';
import { HotkeyProvider } from './ui/hotkeys.tsx';
import { ToastProvider } from './ui/toast.tsx';

applyTheme();

const root = document.getElementById('app');
if (!root) throw new Error('index.html has no element #app');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <ToastProvider>
        <HotkeyProvider>
          <RouterProvider router={router} />
        </HotkeyProvider>
      </ToastProvider>
    </QueryClientProvider>
  </StrictMode>,
);
