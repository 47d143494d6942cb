package io.jitpeers.http.internal;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;

/**
 * An answer with its body.
 *
 * @param uri the URI that was requested
 */
record Response(
    URI uri, int statusCode, HttpClient.Version version, HttpHeaders headers, BoundedBody body) {}
