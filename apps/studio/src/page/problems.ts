// Shows problems at the top of the page.
import type { ProblemText } from '../protocol/problem.js';
import { byId } from './dom.js';

/** Shows a problem, unless it only says that the user stopped the work. */
export function showProblem({ title, advice, detail, stopped }: ProblemText): void {
  if (stopped) return;
  byId('problem-title').textContent = title;
  byId('problem-advice').textContent = advice;
  byId('problem-detail').textContent = detail ?? '';
  byId('problem-more').hidden = detail === undefined;
  byId('problem').hidden = false;
}

export function hideProblem(): void {
  byId('problem').hidden = true;
}
