/**
 * Files of records that survive the end of the process: begin with {@link
 * io.jitpeers.internal.records.RecordFile}. What the records mean is for those who write them.
 */
@NullMarked
package io.jitpeers.internal.records;

import org.jspecify.annotations.NullMarked;
