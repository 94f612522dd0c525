// Finds and makes elements of the page.

/** Returns the element of the page with an id; throws an `Error` if there is none. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page must have #${id}`);
  return found as T;
}

type Child = Node | string;

/**
 * Makes an element.
 *
 * @param attributes  `class`, `for`, `aria-…` and so on; true gives an empty attribute, false and undefined none.
 */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string | number | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children);
  return element;
}

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

export interface Choices<T extends string> {
  readonly element: HTMLFieldSetElement;
  readonly value: T;
  set(value: T): void;
}

/**
 * Makes a row of exclusive choices, the first of which is selected: radio buttons that look like one control.
 *
 * @param legend    name of the group for screen readers, which must be unique on the page.
 * @param onChange  called when the user selects another choice, not by `set`.
 */
export function choices<T extends string>(
  legend: string,
  all: readonly Choice<T>[],
  onChange: (value: T) => void,
): Choices<T> {
  const name = `choice-${legend.toLowerCase().replace(/\W+/g, '-')}`;
  const inputs = all.map(({ value }, at) => make('input', { type: 'radio', name, value, checked: at === 0 }));
  const labels = all.map(({ label }, at) => make('label', {}, inputs[at]!, make('span', {}, label)));
  const element = make(
    'fieldset',
    { class: 'choices' },
    make('legend', { class: 'visually-hidden' }, legend),
    ...labels,
  );
  element.addEventListener('change', (event) => onChange((event.target as HTMLInputElement).value as T));
  return {
    element,
    get value() {
      return inputs.find(({ checked }) => checked)!.value as T;
    },
    set(value) {
      for (const input of inputs) input.checked = input.value === value;
    },
  };
}

/** Makes a checkbox in its label; returns the label, with the checkbox as its property `input`. */
export function checkbox(
  label: string,
  onChange: (checked: boolean) => void,
): HTMLLabelElement & { input: HTMLInputElement } {
  const input = make('input', { type: 'checkbox' });
  input.addEventListener('change', () => onChange(input.checked));
  return Object.assign(make('label', { class: 'check' }, input, label), { input });
}

export interface SliderOptions {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly value: number;
  /** Returns the text beside the slider. */
  text(value: number): string;
  onInput(value: number): void;
  /** Called with the final value when the user releases the slider; `onInput` also gets the values in between. */
  onChange?(value: number): void;
}

export interface Slider {
  readonly element: HTMLElement;
  readonly input: HTMLInputElement;
  set(value: number): void;
}

/** Makes a slider with a label and its value as text. */
export function slider(label: string, { min, max, step, value, text, onInput, onChange }: SliderOptions): Slider {
  const input = make('input', { type: 'range', min, max, step, value });
  const output = make('output', {}, text(value));
  const show = (): void => {
    output.textContent = text(input.valueAsNumber);
    input.setAttribute('aria-valuetext', output.textContent);
  };
  input.addEventListener('input', () => {
    show();
    onInput(input.valueAsNumber);
  });
  input.addEventListener('change', () => onChange?.(input.valueAsNumber));
  show();
  return {
    element: make('label', { class: 'slider' }, make('span', {}, label), output, input),
    input,
    set(next) {
      input.value = String(next);
      show();
    },
  };
}

/** Makes a button, with the class `button` unless `attributes` name another class. */
export function button(label: string, onClick: () => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const element = make('button', { type: 'button', class: 'button', ...attributes }, label);
  element.addEventListener('click', onClick);
  return element;
}

/** Whether each panel is open, by its title, so that the panels of the next body are as the user left them. */
const opened = new Map<string, boolean>();

/**
 * Makes a collapsible panel.
 *
 * @param open  whether the first panel with this title is open; later ones are as the user left the previous one.
 */
export function panel(title: string, open: boolean, ...children: readonly Child[]): HTMLDetailsElement {
  const heading = make('summary', {}, make('h2', {}, title));
  const body = make('div', { class: 'panel-body' }, ...children);
  const element = make('details', { class: 'panel', open: opened.get(title) ?? open }, heading, body);
  element.addEventListener('toggle', () => opened.set(title, element.open));
  return element;
}
