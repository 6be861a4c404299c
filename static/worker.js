// The program once more, in a thread of its own: it measures what the page asks for, piece by piece, so that the page
// need not. The page sends first the program, as it has compiled it, then questions; an empty one ends the work. Every
// piece is answered with the question and its numbers; null says that nothing will ever come from here.

let measure = null;
let question = "";
let working = false;

addEventListener("message", ({ data }) => {
  if (typeof data === "string") {
    question = data;
    work();
  } else {
    start(data).catch(giveUp);
  }
});

async function start({ glue, program }) {
  const { default: begin, measure: measurePiece } = await import(glue);
  await begin({ module_or_path: program });
  measure = measurePiece;
  work();
}

function work() {
  if (!working && measure) {
    working = true;
    step();
  }
}

function step() {
  if (!question) {
    working = false;
    return;
  }
  try {
    const numbers = measure(question);
    postMessage([question, numbers]);
    if (numbers.length !== 1) {
      question = "";
    }
  } catch (problem) {
    giveUp(problem);
    return;
  }
  // Between two pieces another question may arrive.
  setTimeout(step);
}

function giveUp(problem) {
  console.info(problem);
  postMessage(null);
  close();
}
