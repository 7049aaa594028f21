-- Up to which time of publication somebody was told by mail of what a kept filter finds; none where no mail is wanted.
ALTER TABLE saved_filters ADD COLUMN alerted_at BIGINT;
