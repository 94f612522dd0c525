#!/usr/bin/env node
// The command's name: it stands here so that npm can link it before the first build.
import '../dist/main.js';
