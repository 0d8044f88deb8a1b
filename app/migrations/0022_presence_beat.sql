-- What a window says may arrive late, also after it said that it left. It numbers what it says; a lower number changes nothing.
alter table presence add column beat integer not null default 0;
-- Null once the window is on no page any more.
alter table presence alter column path drop not null;
