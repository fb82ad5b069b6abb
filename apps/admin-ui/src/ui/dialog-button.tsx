import type { ComponentType } from 'preact';
import { Suspense } from 'preact/compat';
import { useState } from 'preact/hooks';
import { IconButton, type IconButtonProps } from './icon-button';

/** @param Content a dialog, which may be loaded when it is opened first */
export function DialogButton({
  dialog: Content,
  ...button
}: Omit<IconButtonProps, 'onClick'> & { dialog: ComponentType<{ onClose(): void }> }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton {...button} onClick={() => setOpen(true)} />
      {open && (
        <Suspense fallback={null}>
          <Content onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
