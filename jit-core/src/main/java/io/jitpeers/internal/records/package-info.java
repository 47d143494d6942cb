/**
 * Files of records that outlive the process. Begin with {@link
 * io.jitpeers.internal.records.RecordFile}. The code that uses a file defines what its records
 * mean.
 */
@NullMarked
package io.jitpeers.internal.records;

import org.jspecify.annotations.NullMarked;
