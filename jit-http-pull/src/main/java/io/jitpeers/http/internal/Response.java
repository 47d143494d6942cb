package io.jitpeers.http.internal;

import java.net.URI;
import java.net.http.HttpHeaders;

/**
 * What was answered, with its body.
 *
 * @param uri what was asked for
 */
record Response(URI uri, int statusCode, HttpHeaders headers, BoundedBody body) {}
