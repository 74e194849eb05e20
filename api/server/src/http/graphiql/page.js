'use strict';

// Draws GraphiQL with a fetcher that adds the token from the box. A new token is a new fetcher, and with a new fetcher
// GraphiQL asks for the schema again, so that what this token may see is what the editor completes.
const place = document.getElementById('graphiql');
const box = document.getElementById('token');
const { endpoint, example } = place.dataset;
const root = ReactDOM.createRoot(place);

function fetcherFor(token) {
  return async (parameters, options = {}) => {
    const headers = {
      accept: 'application/graphql-response+json, application/json;q=0.9',
      'content-type': 'application/json',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...options.headers,
    };
    const body = JSON.stringify(parameters);
    const answer = await fetch(endpoint, { method: 'POST', headers, body });
    return answer.json();
  };
}

function draw() {
  root.render(
    React.createElement(GraphiQL, {
      fetcher: fetcherFor(box.value.trim().replace(/^Bearer\s+/i, '')),
      defaultQuery: example,
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false,
    }),
  );
}

box.addEventListener('change', draw);
draw();
