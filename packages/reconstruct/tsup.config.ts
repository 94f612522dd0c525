// Builds this package: two entry points, for Node and browsers alike.
import { library } from '../../tsup.shared.ts';

export default library(['src/index.ts', 'src/evaluate.ts']);
