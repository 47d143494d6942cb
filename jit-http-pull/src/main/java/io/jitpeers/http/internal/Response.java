package io.jitpeers.http.internal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;

/**
 * What was answered, with its body.
 *
 * @param uri what was asked for
 */
record Response(
    URI uri, int statusCode, HttpClient.Version version, HttpHeaders headers, BoundedBody body) {}
